import { casesOf, type Case } from './case';
import { projects } from './projects';

/** Calls of functions in scripts, most of which work at the top level: plots, fits, prints. */
export const scriptCases: readonly Case[] = [
  ...casesOf(projects.pyparsingExamples, 'script', [
    // The parser puts what it reads onto a list of the module, which the arguments hand on.
    {
      id: 'pyparsing-examples.evaluate_stack',
      file: 'fourFn.py',
      qualname: 'evaluate_stack',
      args: '(BNF().parse_string("2 + 3 * sgn(-4) ^ 2", parse_all=True), exprStack[:])[1]',
    },
  ]),
  ...casesOf(projects.sklearnExamples, 'script', [
    {
      id: 'sklearn-examples.tomography',
      file: 'applications/plot_tomography_l1_reconstruction.py',
      qualname: 'generate_synthetic_data',
      args: '',
    },
    {
      id: 'sklearn-examples.sparse_coding',
      file: 'decomposition/plot_sparse_coding.py',
      qualname: 'ricker_matrix',
      args: 'width=10, resolution=64, n_components=16',
    },
    {
      id: 'sklearn-examples.kmeans_stability',
      file: 'cluster/plot_kmeans_stability_low_dim_dense.py',
      qualname: 'make_data',
      args: '0, n_samples_per_center, 2, scale',
    },
    {
      id: 'sklearn-examples.ttest',
      file: 'model_selection/plot_grid_search_stats.py',
      qualname: 'compute_corrected_ttest',
      args: 'differences, df, n_train, n_test',
    },
    {
      id: 'sklearn-examples.likelihood_ratios',
      file: 'model_selection/plot_likelihood_ratios.py',
      qualname: 'scoring',
      args: 'LogisticRegression().fit(X, y), X, y',
    },
    {
      id: 'sklearn-examples.cv_estimate',
      file: 'ensemble/plot_gradient_boosting_oob.py',
      qualname: 'cv_estimate',
      args: 'n_splits=2',
    },
  ]),
  ...casesOf(projects.skimageExamples, 'script', [
    {
      id: 'skimage-examples.tps',
      file: 'transform/plot_tps_deformation.py',
      qualname: 'radial_distortion',
      args: 'np.array([[0.5, 0.25], [3.0, 4.0]])',
    },
    // Its decorator is a call of the library.
    {
      id: 'skimage-examples.adapt_rgb',
      file: 'color_exposure/plot_adapt_rgb.py',
      qualname: 'sobel_hsv',
      args: 'image[:32, :32]',
    },
    {
      id: 'skimage-examples.threshold_li',
      file: 'developers/plot_threshold_li.py',
      qualname: 'li_gradient',
      args: 'camera, 100',
    },
    {
      id: 'skimage-examples.match_texture',
      file: 'features_detection/plot_local_binary_pattern.py',
      qualname: 'match',
      args: 'refs, rotate(brick, angle=30, resize=False)',
    },
  ]),
  ...casesOf(projects.matplotlibGalleries, 'script', [
    {
      id: 'matplotlib-galleries.koch',
      file: 'examples/lines_bars_and_markers/fill.py',
      qualname: 'koch_snowflake',
      args: 'order=3',
    },
    {
      id: 'matplotlib-galleries.extent',
      file: 'users_explain/artists/imshow_extent.py',
      qualname: 'lookup_extent',
      args: '"upper"',
    },
    {
      id: 'matplotlib-galleries.mathtext',
      file: 'examples/text_labels_and_annotations/mathtext_asarray.py',
      qualname: 'text_to_rgba',
      args: 'r"$\\sum x$", dpi=80',
    },
    {
      id: 'matplotlib-galleries.delaunay',
      file: 'examples/images_contours_and_fields/tricontour_smooth_delaunay.py',
      qualname: 'experiment_res',
      args: 'np.linspace(0, 1, 5), np.linspace(0, 1, 5)',
    },
    // Units that are registered with the library where they are defined.
    {
      id: 'matplotlib-galleries.units',
      file: 'examples/units/basic_units.py',
      qualname: 'cos',
      args: '[radians(x) for x in (0.0, 1.0)]',
    },
  ]),
  ...casesOf(projects.statsmodelsExamples, 'script', [
    {
      id: 'statsmodels-examples.quantile',
      file: 'python/quantile_regression.py',
      qualname: 'fit_model',
      args: '0.25',
      within: 1e-9,
    },
    { id: 'statsmodels-examples.chi2', file: 'python/chi2_fitting.py', qualname: 'chi2', args: '[1.2, 3.4]' },
    {
      id: 'statsmodels-examples.forecast_err',
      file: 'python/statespace_arma_0.py',
      qualname: 'mean_forecast_err',
      args: 'pd.Series([1.0, 2.5]), pd.Series([2.0, 4.0])',
    },
    {
      id: 'statsmodels-examples.seasonal',
      file: 'python/statespace_seasonal.py',
      qualname: 'simulate_seasonal_term',
      args: '4, 3, noise_std=0.0, harmonics=0',
    },
  ]),
  ...casesOf(projects.hmmlearnExamples, 'script', [
    {
      id: 'hmmlearn-examples.sentence',
      file: 'plot_multinomial_hmm.py',
      qualname: 'sentence2counts',
      args: 'observations[3]',
    },
  ]),
  ...casesOf(projects.astropyExamples, 'script', [
    {
      id: 'astropy-examples.gsr',
      file: 'coordinates/rv-to-gsr.py',
      qualname: 'rv_to_gsr',
      args: 'icrs',
      view: 'value.value',
      within: 1e-9,
    },
  ]),
  ...casesOf(projects.lmfit, 'script', [
    {
      id: 'lmfit-examples.objective',
      file: 'examples/example_fit_multi_datasets.py',
      qualname: 'objective',
      args: 'fit_params, x, data',
    },
    {
      id: 'lmfit-examples.index_of',
      file: 'examples/doc_builtinmodels_nistgauss2.py',
      qualname: 'index_of',
      args: 'x, 40',
      besideFile: true,
    },
    {
      id: 'lmfit-examples.resonator',
      file: 'examples/example_complex_resonator_model.py',
      qualname: 'linear_resonator',
      args: 'f[:5], **true_params.valuesdict()',
    },
    {
      id: 'lmfit-examples.derivative',
      file: 'examples/example_fit_with_derivfunc.py',
      qualname: 'dfunc',
      args: 'params, x',
    },
  ]),
  ...casesOf(projects.control, 'script', [
    {
      id: 'control-examples.cruise',
      file: 'examples/cruise-control.py',
      qualname: 'motor_torque',
      args: 'np.linspace(100.0, 500.0, 5)',
    },
    {
      id: 'control-examples.flatsys',
      file: 'examples/kincar-flatsys.py',
      qualname: 'vehicle_flat_forward',
      args: '[0.0, 1.0, 0.1], [2.0, 0.05]',
    },
    {
      id: 'control-examples.pvtol',
      file: 'examples/pvtol.py',
      qualname: '_pvtol_update',
      args: '0, np.ones(6), np.array([0.5, 20.0]), {}',
    },
    { id: 'control-examples.genswitch', file: 'examples/genswitch.py', qualname: 'genswitch', args: '[1.0, 2.0], 0.0' },
  ]),
  ...casesOf(projects.networkx, 'script', [
    // Data beside the script, named relative to it.
    {
      id: 'networkx-examples.words',
      file: 'examples/graph/plot_words.py',
      qualname: 'words_graph',
      args: '',
      view: 'sorted(value.degree)',
      besideFile: true,
    },
    {
      id: 'networkx-examples.circuits',
      file: 'examples/algorithms/plot_circuits.py',
      qualname: 'formula_to_string',
      args: 'circuit_to_formula(circuit)',
    },
    {
      id: 'networkx-examples.dynamics',
      file: 'examples/algorithms/plot_iterated_dynamical_systems.py',
      qualname: 'cubing_153_digraph',
      args: '40',
      view: 'sorted(value.edges)',
    },
    // Its processes import the script anew.
    {
      id: 'networkx-examples.parallel',
      file: 'examples/algorithms/plot_parallel_betweenness.py',
      qualname: 'betweenness_centrality_parallel',
      args: 'nx.karate_club_graph(), processes=2',
      within: 1e-12,
    },
    {
      id: 'networkx-examples.napoleon',
      file: 'examples/graph/plot_napoleon_russian_campaign.py',
      qualname: 'minard_graph',
      args: '',
      view: 'sorted(map(len, value))',
    },
  ]),
  ...casesOf(projects.deap, 'script', [
    // Classes that a call makes, and a toolbox filled by calls.
    {
      id: 'deap-examples.onemax',
      file: 'examples/ga/onemax_short.py',
      qualname: 'main',
      args: '',
      view: '(list(value[2][0]), str(value[1]))',
    },
    {
      id: 'deap-examples.nsga2',
      file: 'examples/ga/nsga2.py',
      qualname: 'main',
      args: 'seed=1',
      view: '[list(each) for each in value[0]]',
      besideFile: true,
    },
    { id: 'deap-examples.cma', file: 'examples/es/cma_minfct.py', qualname: 'main', args: '' },
    {
      id: 'deap-examples.tsp',
      file: 'examples/ga/tsp.py',
      qualname: 'evalTSP',
      args: 'list(range(IND_SIZE))',
      besideFile: true,
    },
    {
      id: 'deap-examples.symbreg',
      file: 'examples/gp/symbreg.py',
      qualname: 'main',
      args: '',
      view: 'str(value[2][0])',
    },
    { id: 'deap-examples.coop', file: 'examples/coev/coop_niche.py', qualname: 'nicheSchematas', args: '2, 32' },
  ]),
  ...casesOf(projects.autograd, 'script', [
    // The loop that trains changes what the argument names.
    {
      id: 'autograd-examples.training_loss',
      file: 'examples/logistic_regression.py',
      qualname: 'training_loss',
      args: 'weights',
    },
    // Two functions of one name, one after the other.
    { id: 'autograd-examples.sinusoid', file: 'examples/sinusoid.py', qualname: 'fun', args: '1.5' },
    {
      id: 'autograd-examples.hmm',
      file: 'examples/hmm_em.py',
      qualname: 'build_dataset',
      args: '__import__("os").path.join(dirname(__file__), "hmm_em.py"), max_lines=20',
    },
    {
      id: 'autograd-examples.predict',
      file: 'examples/neural_net.py',
      qualname: 'neural_net_predict',
      args: 'init_random_params(0.1, [3, 4, 2], rs=npr.RandomState(0)), np.ones((2, 3))',
    },
  ]),
  ...casesOf(projects.sympy, 'script', [
    {
      id: 'sympy-examples.vandermonde',
      file: 'examples/intermediate/vandermonde.py',
      qualname: 'gen_poly',
      args: '[(0, 1), (1, 3), (2, 7)], 2, symbols("x,")',
    },
    {
      id: 'sympy-examples.curvature',
      file: 'examples/advanced/relativity.py',
      qualname: 'grad',
      args: 'X[0]**2 * sin(X[1]), X',
    },
  ]),
  ...casesOf(projects.pykalman, 'script', [
    {
      id: 'pykalman-examples.additive',
      file: 'examples/unscented/plot_additive.py',
      qualname: 'additive_transition_function',
      args: 'np.array([1.0, 2.0])',
    },
  ]),
  ...casesOf(projects.nilearn, 'script', [
    {
      id: 'nilearn-examples.simulation',
      file: 'examples/02_decoding/plot_simulated_data.py',
      qualname: 'create_simulation_data',
      args: 'snr=0, n_samples=20, size=6, random_state=1',
      view: 'value[:-1]',
    },
    {
      id: 'nilearn-examples.hrf',
      file: 'examples/04_glm_first_level/plot_hrf.py',
      qualname: 'mion_response_function',
      args: '2.0, oversampling=4',
    },
  ]),
  ...casesOf(projects.mesa, 'script', [
    {
      id: 'mesa-examples.sugarscape',
      file: 'mesa/examples/advanced/sugarscape_g1mt/model.py',
      qualname: 'flatten',
      args: '[[each.sugar for each in SugarscapeG1mt(seed=1).agents_by_type[Trader]]]',
    },
    {
      id: 'mesa-examples.virus',
      file: 'mesa/examples/basic/virus_on_network/model.py',
      qualname: 'number_infected',
      args: 'VirusOnNetwork(seed=1)',
    },
  ]),
  ...casesOf(projects.lark, 'script', [
    { id: 'lark-examples.calc', file: 'examples/calc.py', qualname: 'test', args: '', prints: true },
  ]),
  ...casesOf(projects.seaborn, 'script', [
    { id: 'seaborn-docs.indent', file: 'doc/sphinxext/gallery_generator.py', qualname: 'indent', args: '"a\\nb"' },
  ]),
];

import { casesOf, type Case } from './case';
import { projects } from './projects';

/** Calls of functions in cells of notebooks. */
export const notebookCases: readonly Case[] = [
  ...casesOf(projects.control, 'notebook', [
    {
      id: 'control-notebooks.cruise',
      file: 'examples/cruise.ipynb',
      qualname: 'motor_torque',
      args: 'np.linspace(100.0, 500.0, 5)',
    },
    {
      id: 'control-notebooks.saturation',
      file: 'examples/describing_functions.ipynb',
      qualname: 'my_saturation',
      args: '2.5',
    },
    // Imports a script beside it.
    {
      id: 'control-notebooks.estimator',
      file: 'examples/pvtol-outputfbk.ipynb',
      qualname: 'estimator_update',
      args: '0, np.ones(42), np.ones(5), {}',
      besideFile: true,
    },
    {
      id: 'control-notebooks.dryden',
      file: 'examples/cds112-L6_stochastic-linsys.ipynb',
      qualname: 'dryden_psd',
      args: 'np.array([0.1, 1.0]), 1.0, 2.0',
    },
  ]),
  ...casesOf(projects.statsmodelsExamples, 'notebook', [
    { id: 'statsmodels-notebooks.chi2', file: 'notebooks/chi2_fitting.ipynb', qualname: 'chi2', args: '[1.2, 3.4]' },
    {
      id: 'statsmodels-notebooks.quantile',
      file: 'notebooks/quantile_regression.ipynb',
      qualname: 'fit_model',
      args: '0.25',
      within: 1e-9,
    },
    {
      id: 'statsmodels-notebooks.double_it',
      file: 'notebooks/glm_formula.ipynb',
      qualname: 'double_it',
      args: 'dta.iloc[0]',
    },
  ]),
  ...casesOf(projects.emcee, 'notebook', [
    {
      id: 'emcee-notebooks.log_prob',
      file: 'docs/tutorials/quickstart.ipynb',
      qualname: 'log_prob',
      args: 'np.zeros(ndim), np.ones(ndim), np.eye(ndim)',
    },
    {
      id: 'emcee-notebooks.log_probability',
      file: 'docs/tutorials/line.ipynb',
      qualname: 'log_probability',
      args: '[-0.9, 4.3, -0.6], x, y, yerr',
    },
  ]),
  ...casesOf(projects.mesa, 'notebook', [
    {
      id: 'mesa-notebooks.gini',
      file: 'docs/tutorials/intro_tutorial.ipynb',
      qualname: 'compute_gini',
      args: 'MoneyModel(10, 5, 5, seed=1)',
    },
  ]),
  ...casesOf(projects.lmfit, 'notebook', [
    {
      id: 'lmfit-notebooks.expfunc',
      file: 'examples/discuss_model_eval_uncertainty.ipynb',
      qualname: 'expfunc',
      args: 'np.linspace(0, 2, 5), 1.0, 2.0, 0.5',
      besideFile: true,
    },
  ]),
];

// The extension, the command line and the pages; with `--env tests` the suite that runs inside VS Code, with `--env bench`
// what is measured as it is shipped.
const fs = require('node:fs');
const path = require('node:path');
const webpack = require('webpack');
const { version } = require('./package.json');

const dist = path.join(__dirname, 'dist');

/** A line of the banner's own, then `chmod +x`: what npm links as a program must be one. */
class ExecutablePlugin {
  apply(compiler) {
    new webpack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true }).apply(compiler);
    compiler.hooks.afterEmit.tap('ExecutablePlugin', ({ outputOptions, chunks }) => {
      for (const chunk of chunks) {
        for (const file of chunk.files) fs.chmodSync(path.join(outputOptions.path, file), 0o755);
      }
    });
  }
}

/** Copies plain files as they are; webpack knows of them, so that watching and caching work. */
class CopyPlugin {
  constructor(files) {
    this.files = files;
  }
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('CopyPlugin', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL;
      compilation.hooks.processAssets.tap({ name: 'CopyPlugin', stage }, () => {
        for (const [name, file] of Object.entries(this.files)) {
          compilation.fileDependencies.add(file);
          compilation.emitAsset(name, new webpack.sources.RawSource(fs.readFileSync(file)));
        }
      });
    });
  }
}

/** The licences of what the bundles contain, which ask to go along: one file for all bundles of the run. */
class NoticesPlugin {
  constructor(packages, file) {
    this.packages = packages;
    this.file = file;
  }
  apply(compiler) {
    compiler.hooks.compilation.tap('NoticesPlugin', (compilation) => {
      compilation.hooks.finishModules.tap('NoticesPlugin', (modules) => {
        for (const module of modules) {
          const [folder] = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(module.resource ?? '') ?? [];
          if (folder !== undefined) this.packages.add(folder);
        }
      });
    });
    compiler.hooks.afterEmit.tap('NoticesPlugin', () => {
      fs.mkdirSync(path.dirname(this.file), { recursive: true });
      fs.writeFileSync(
        this.file,
        [...this.packages]
          .map(noticeOf)
          .sort()
          .join(`\n${'-'.repeat(80)}\n\n`),
      );
    });
  }
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n${fs.readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
  return `${name} ${version} (${license})\n${text}`;
}

// The grammar is no module of a bundle, but its wasm goes along.
const bundledPackages = new Set([path.join(__dirname, 'node_modules/tree-sitter-python')]);
const notices = new NoticesPlugin(bundledPackages, path.join(dist, 'third-party-notices.txt'));

const shared = {
  mode: 'production',
  devtool: false,
  performance: false,
  stats: 'errors-warnings',
  module: {
    rules: [
      {
        test: /\.ts$/,
        exclude: /node_modules/,
        loader: 'ts-loader',
        // Types are checked by tsc, apart from the build.
        options: { transpileOnly: true, compilerOptions: { noEmit: false } },
      },
    ],
  },
  resolve: { extensions: ['.ts', '.js'] },
};

/** Bundles for Node. */
const node = {
  ...shared,
  target: 'node20',
  externals: { vscode: 'commonjs vscode' },
  node: { __dirname: false, __filename: false },
  resolve: {
    ...shared.resolve,
    alias: {
      // Its ESM entry gets this machine's path baked in by import.meta.url.
      'web-tree-sitter$': path.join(__dirname, 'node_modules/web-tree-sitter/web-tree-sitter.cjs'),
    },
  },
  plugins: [
    new webpack.DefinePlugin({
      FARCALL_VERSION: JSON.stringify(version),
      // A bundle is a CommonJS module: the folder that it lies in.
      'import.meta.dirname': '__dirname',
      // Zod looks at it to tell where it is, and VS Code's extension host logs an error with our name for that.
      navigator: 'undefined',
    }),
    // ssh2 does without its native parts.
    new webpack.IgnorePlugin({ resourceRegExp: /^cpu-features$|\.node$/ }),
  ],
};

/** One file, in which a module still runs only when it is first imported. */
const oneFile = new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 });

/** Two files: the editor waits for the first to be read at activation; all that is imported later is in the second. */
const extension = {
  ...node,
  name: 'extension',
  entry: { extension: './src/extension.ts' },
  plugins: [...node.plugins, notices],
  output: { path: dist, filename: '[name].js', chunkFilename: '[name].js', library: { type: 'commonjs2' } },
  optimization: {
    splitChunks: {
      cacheGroups: { default: false, defaultVendors: false, rooms: { name: 'rooms', chunks: 'async', enforce: true } },
    },
  },
};

const cli = {
  ...node,
  name: 'cli',
  entry: { cli: './src/cli/main.ts' },
  output: { path: dist, filename: '[name].js', library: { type: 'commonjs2' } },
  plugins: [...node.plugins, oneFile, notices, new ExecutablePlugin()],
};

const webview = path.join(__dirname, 'src/show/webview');
const panel = {
  ...shared,
  name: 'panel',
  target: ['web', 'es2022'],
  entry: { panel: './src/show/webview/main.ts', preview: './src/show/webview/preview/main.ts' },
  output: { path: path.join(dist, 'webview'), filename: '[name].js', chunkFilename: '[name].js' },
  // What is loaded later is one file each.
  optimization: { splitChunks: false },
  module: {
    rules: [
      {
        ...shared.module.rules[0],
        options: {
          ...shared.module.rules[0].options,
          configFile: path.join(webview, 'tsconfig.json'),
          instance: 'panel',
        },
      },
    ],
  },
  plugins: [notices, new CopyPlugin({ ...stylesheets(webview), ...formulaFonts() })],
};

/** Formulas are set by a stylesheet and in fonts of their own; every editor's browser reads WOFF2. */
function formulaFonts() {
  const katex = path.join(__dirname, 'node_modules/katex/dist');
  const names = fs.readdirSync(path.join(katex, 'fonts')).filter((name) => name.endsWith('.woff2'));
  const fonts = names.sort().map((name) => [`fonts/${name}`, path.join(katex, 'fonts', name)]);
  return { 'katex.css': path.join(katex, 'katex.min.css'), ...Object.fromEntries(fonts) };
}

function stylesheets(folder) {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.css'));
  return Object.fromEntries(names.sort().map((name) => [name, path.join(folder, name)]));
}

const suite = path.join(__dirname, 'test/vscode/suite');
const tests = {
  ...node,
  name: 'tests',
  mode: 'none',
  devtool: 'inline-source-map',
  entry: () =>
    Object.fromEntries(
      fs
        .readdirSync(suite)
        .filter((name) => name === 'index.ts' || name.endsWith('.suite.ts'))
        .map((name) => [name.slice(0, -'.ts'.length), path.join(suite, name)]),
    ),
  output: { path: path.join(dist, 'test'), filename: '[name].js', library: { type: 'commonjs2' }, clean: true },
  plugins: [...node.plugins, oneFile],
  // mocha finds its suites and reporters by itself.
  externals: { ...node.externals, mocha: 'commonjs mocha' },
};

const bench = {
  ...node,
  name: 'bench',
  entry: { inspection: './bench/inspection.ts', activation: './bench/activation.ts' },
  plugins: [...node.plugins, oneFile],
  output: { path: path.join(dist, 'bench'), filename: '[name].js', library: { type: 'commonjs2' } },
};

module.exports = (env) => [extension, cli, panel, ...(env?.tests ? [tests] : []), ...(env?.bench ? [bench] : [])];

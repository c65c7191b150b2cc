import { type Program, programs } from "./program.ts";

/** What a program sees of its process, its modules and its errors. */
export const insides: readonly Program[] = [
  ...programs({
    "listeners of the process": `
      const events = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT', 'SIGWINCH', 'exit', 'beforeExit', 'message', 'disconnect',
        'uncaughtException', 'uncaughtExceptionMonitor', 'unhandledRejection', 'rejectionHandled', 'multipleResolves', 'warning', 'worker',
        'workerMessage', 'newListener', 'removeListener'];
      const show = (when) => { for (const event of events) console.log(when, event, process.listenerCount(event)); };
      show('at once');
      setTimeout(show, 20, 'later');`,
    "listeners of a program that has some": `
      process.on('exit', () => console.log(process.listenerCount('exit')));
      process.on('SIGTERM', () => {});
      process.on('unhandledRejection', () => {});
      setTimeout(() => {
        for (const event of ['SIGTERM', 'unhandledRejection', 'exit']) console.log(event, process.listenerCount(event));
        process.removeAllListeners('SIGTERM');
        process.exit();
      }, 20);`,
    "told of new listeners":
      "process.on('newListener', (event) => console.log('new', event)); process.on('SIGTERM', () => {}); process.on('exit', () => {}); setTimeout(() => process.exit(), 20);",
    "ten listeners":
      "for (let i = 0; i < 10; i++) { process.on('exit', () => {}); process.on('SIGTERM', () => {}); } setTimeout(() => process.exit(), 20);",
    "eleven listeners": "for (let i = 0; i < 11; i++) process.on('exit', () => {}); setTimeout(() => {}, 20);",
    "no listeners at all": "process.removeAllListeners(); setTimeout(() => console.log('still here'), 20);",
    "limit of listeners": "console.log(process.getMaxListeners(), require('node:events').defaultMaxListeners);",
    "environment and arguments": `
      console.log(process.argv.length, process.argv0.endsWith('node'), process.execArgv.filter((flag) => !/^--(import|require)$|^data:|otel-preload/.test(flag)), process.title.endsWith('node'));
      console.log(Object.keys(process.env).filter((name) => !/^OTEL_EXPORTER/.test(name)).sort().join());
      console.log(process.config.variables.napi_build_version, process.release.name, process.cwd() === require('node:path').resolve('.'));`,
    globals: `
      console.log(Object.getOwnPropertyNames(globalThis).sort().join());
      console.log(Object.getOwnPropertySymbols(globalThis).map(String).sort().join());
      console.log(Object.getOwnPropertyNames(process).sort().join());`,
    "functions of Node are Node's": `
      const http = require('node:http');
      const functions = { fetch, setTimeout, queueMicrotask, structuredClone, 'http.request': http.request, 'http.get': http.get, 'http.createServer': http.createServer,
        'Server.emit': http.Server.prototype.emit, 'Request.emit': http.ClientRequest.prototype.emit, 'console.log': console.log, 'console.error': console.error,
        'stdout.write': process.stdout.write, 'process.exit': process.exit, 'process.emit': process.emit, 'process.kill': process.kill, 'process.on': process.on,
        'EventEmitter.emit': require('node:events').prototype.emit, then: Promise.prototype.then, 'Module._load': require('node:module')._load,
        'Module.require': module.constructor.prototype.require, 'net.connect': require('node:net').connect,
        'fs.readFile': require('node:fs').readFile, 'child.spawn': require('node:child_process').spawn, 'Error.captureStackTrace': Error.captureStackTrace };
      const hash = (text) => require('node:crypto').createHash('sha1').update(text).digest('hex').slice(0, 8);
      for (const [name, made] of Object.entries(functions)) console.log(name, made.name, made.length, hash(Function.prototype.toString.call(made)));
      console.log('Module._extensions', require.extensions['.js'].name);`,
    "cache of require": `
      require('node:http');
      console.log(Object.keys(require.cache).length, module.children.length, require.main === module, module.parent, module.paths.length);`,
    "built-in modules":
      "console.log(require('node:module').builtinModules.length, process.moduleLoadList.includes('NativeModule http'));",
    "resolves as ever": `
      const { createRequire, isBuiltin } = require('node:module');
      console.log(isBuiltin('http'), createRequire(__filename).resolve('node:fs'), require.resolve.paths('x').length);
      try { require.resolve('@org/otel-preload'); } catch (error) { console.log(error.code); }
      try { require('@opentelemetry/api'); } catch (error) { console.log(error.code); }`,
    "patches the loader": `
      const Module = require('node:module');
      const load = Module._load; Module._load = function (name) { console.log('load', name); return load.apply(this, arguments); };
      require('node:fs'); require('node:http'); Module._load = load;`,
    "patches built-in modules": `
      const http = require('node:http'); const { request } = http;
      http.request = function (...args) { console.log('patched'); return request.apply(this, args); };
      http.request({ port: 1, host: '127.0.0.1' }).on('error', (error) => console.log(error.code)).end();`,
    "has module hooks of its own": `
      const { registerHooks } = require('node:module');
      registerHooks({ resolve(name, context, next) { if (name === 'virtual:it') return { url: 'virtual:it', format: 'commonjs', shortCircuit: true }; return next(name, context); },
        load(url, context, next) { if (url === 'virtual:it') return { format: 'commonjs', source: 'module.exports = 42', shortCircuit: true }; return next(url, context); } });
      console.log(require('virtual:it'));`,
    "module hooks in a thread.mjs": `
      import { register } from 'node:module';
      register('data:text/javascript,export async function resolve(name, context, next) { return name === "it" ? { url: "data:text/javascript,export default 7", shortCircuit: true } : next(name, context); }');
      console.log((await import('it')).default);`,
    "stack trace limit": `
      console.log(Error.stackTraceLimit);
      Error.stackTraceLimit = 2; console.log(new Error('x').stack.split('\\n').length);
      Error.stackTraceLimit = 0; console.log(new Error('x').stack);`,
    "prepares stack traces": `
      console.log(typeof Error.prepareStackTrace);
      Error.prepareStackTrace = (error, sites) => sites.map((site) => site.getFunctionName() + ':' + site.getLineNumber()).slice(0, 2).join();
      function named() { return new Error('x').stack; }
      console.log(named());
      setTimeout(() => console.log(named()), 1);`,
    "stack in a timer": "setTimeout(function tick() { console.log(new Error('x').stack); }, 1);",
    "stack after await.mjs":
      "async function inner() { await null; throw new Error('deep'); }\nasync function outer() { await inner(); }\nawait outer().catch((error) => console.log(error.stack));",
    "stack at the top": "console.log(new Error('top').stack);",
    "stack in a listener":
      "const e = new (require('node:events'))(); e.on('x', function heard() { console.log(new Error('x').stack); }); setTimeout(() => e.emit('x'));",
    "inspects errors":
      "console.log(new Error('a', { cause: [new TypeError('b')] }).cause); console.error(Object.assign(new Error('c'), { extra: 1 }).message);",
    warnings:
      "process.on('warning', (warning) => console.log(warning.name, warning.code)); process.emitWarning('careful', { code: 'C1' }); process.emitWarning('old', 'DeprecationWarning', 'D1');",
    domains: `
      const domain = require('node:domain').create();
      domain.on('error', (error) => console.log('domain', error.message));
      domain.run(() => setTimeout(() => { throw new Error('in the domain'); }));`,
    "contexts of vm": `
      const vm = require('node:vm');
      const context = vm.createContext({ console, out: [] });
      vm.runInContext('out.push(typeof process, typeof fetch, [] instanceof Array); console.log(out.join())', context);
      try { vm.runInNewContext('throw new Error("inside")', {}, 'inner.js'); } catch (error) { console.log(error instanceof Error, error.stack.split('\\n').slice(0, 4).join()); }
      try { vm.runInNewContext('while (true);', {}, { timeout: 20 }); } catch (error) { console.log(error.code); }`,
    "eval and Function":
      "eval('console.log(new Error(\"e\").stack.split(\"\\\\n\")[1].includes(\"eval\"))'); console.log(new Function('a', 'return a + 1')(1));",
    "top-level await.mjs":
      "import { setTimeout as wait } from 'node:timers/promises'; console.log(await wait(2, 'waited')); export {};",
    "dynamic import":
      "import('node:path').then(({ sep }) => console.log(sep)).then(() => import('data:text/javascript,export default 3')).then((m) => console.log(m.default));",
    "import.meta.mjs":
      "console.log(Object.keys(import.meta).join(), import.meta.url.startsWith('file:'), import.meta.main);",
    "types are stripped.ts": "interface A { readonly b: number } const a: A = { b: 1 }; console.log(a satisfies A);",
    "test runner.mjs":
      "import test from 'node:test'; import assert from 'node:assert'; test('adds', () => assert.equal(1 + 1, 2)); test('fails', () => assert.equal(1, 2));",
    "weak references": `
      let collected = false;
      const registry = new FinalizationRegistry(() => { collected = true; });
      (() => { registry.register({}, 1); })();
      setTimeout(() => { gc(); setTimeout(() => console.log(collected), 10); }, 5);`,
    "memory is readable":
      "console.log(Object.keys(process.memoryUsage()).join(), typeof process.resourceUsage().maxRSS, process.availableMemory() > 0);",
  }).map((program) => ({
    ...program,
    ...(program.name === "weak references" ? { flags: ["--expose-gc"] } : {}),
    ...(program.name === "test runner.mjs" ? { flags: ["--test-reporter=dot"] } : {}),
  })),
  { name: "eval", as: "eval", source: "console.log(__filename, process.argv.length, require('node:path').sep)" },
  { name: "eval that throws", as: "eval", source: "setTimeout(() => { throw new Error('evaluated') })" },
  {
    name: "eval of a module",
    as: "eval",
    source: "import fs from 'node:fs'; console.log(typeof fs.readFileSync, await 3)",
  },
  {
    name: "program on standard input",
    as: "stdin",
    source: "console.log(__filename, require.main === module); setTimeout(() => console.log('later'), 2);",
  },
  ...[
    "--pending-deprecation",
    "--trace-deprecation",
    "--throw-deprecation",
    "--trace-warnings",
    "--enable-source-maps",
    "--disallow-code-generation-from-strings",
    "--disable-proto=delete",
    "--frozen-intrinsics",
    "--no-warnings",
    "--stack-trace-limit=3",
    "--zero-fill-buffers",
    "--preserve-symlinks",
    "--no-experimental-fetch",
    "--trace-uncaught",
  ].map((flag): Program => ({
    name: `under ${flag}`,
    as: "cjs",
    source:
      "const http = require('node:http'); console.log(typeof http.request); setTimeout(() => { throw new Error('x'); }, 5);",
    flags: [flag],
  })),
];

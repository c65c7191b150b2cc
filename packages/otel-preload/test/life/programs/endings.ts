import { type Program, programs } from "./program.ts";

/** How a program ends. */
export const endings: readonly Program[] = [
  ...programs({
    "exit code": "process.exitCode = 3; console.log('said');",
    "exit now": "console.log('said'); process.exit(4); console.log('never');",
    "exit without a word": "process.exit(0);",
    "exit twice": "setTimeout(() => process.exit(2)); setTimeout(() => process.exit(3));",
    "exit in a promise": "Promise.resolve().then(() => process.exit(6));",
    "exit in a tick": "process.nextTick(() => process.exit(6));",
    "exit inside exit": "process.on('exit', (code) => { console.log(code); process.exit(9); });",
    "exit code set inside exit": "process.on('exit', () => { process.exitCode = 5; });",
    "really exit": "process.on('exit', () => console.log('never')); process.reallyExit(8);",
    "order of exit listeners": `
      process.on('exit', (code) => console.log('first', code, process.exitCode));
      process.prependListener('exit', () => console.log('before the first'));
      process.once('exit', () => console.log('once'));
      setTimeout(() => { process.on('exit', () => console.log('late')); process.exitCode = 1; }, 5);`,
    "a listener for exit throws": "process.on('exit', () => { throw new Error('at the exit'); });",
    "a listener for exit logs": "process.on('exit', () => { console.log('bye'); console.error('really'); });",
    "before exit comes once": "let n = 0; process.on('beforeExit', (code) => console.log('beforeExit', ++n, code));",
    "before exit starts work again": `
      let n = 0;
      process.on('beforeExit', () => { console.log('beforeExit', ++n); if (n < 4) setTimeout(() => console.log('more'), 1); });
      process.on('exit', () => console.log('exit', n));`,
    "before exit begins a request": `
      const http = require('node:http');
      let n = 0;
      process.on('beforeExit', () => {
        console.log('beforeExit', ++n);
        if (n > 1) return;
        const server = http.createServer((_, response) => response.end('ok')).listen(0, () => {
          http.get({ port: server.address().port, agent: false }, (response) => response.resume().on('end', () => server.close()));
        });
      });`,
    "throws at the top": "throw new TypeError('top');",
    "throws at the top.mjs": "throw new TypeError('top');",
    "throws at the top.ts": "const text: string = 'typed'; throw new TypeError(text);",
    "throws in a timer": "setTimeout(() => { throw new RangeError('in a timer'); }, 1);",
    "throws in a tick": "process.nextTick(() => { throw new Error('in a tick'); });",
    "throws in an immediate": "setImmediate(() => { throw new Error('in an immediate'); });",
    "throws a string": "setTimeout(() => { throw 'a string'; });",
    "throws nothing": "setTimeout(() => { throw undefined; });",
    "throws with a cause": "setTimeout(() => { throw new Error('outer', { cause: new Error('inner') }); });",
    "throws an error with properties":
      "setTimeout(() => { throw Object.assign(new Error('x'), { code: 'E', list: [1] }); });",
    "throws many": "setTimeout(() => { throw new AggregateError([new Error('a'), new Error('b')], 'both'); });",
    "emits an error": "setTimeout(() => new (require('node:events'))().emit('error', new Error('nobody listens')));",
    "rejects at the top": "Promise.reject(new Error('nobody awaits'));",
    "rejects at the top.mjs": "await Promise.reject(new Error('awaited'));",
    "rejects a number": "setTimeout(() => Promise.reject(7));",
    "never settles.mjs": "await new Promise(() => {});",
    "lives on after an uncaught exception": `
      process.on('uncaughtException', (error, origin) => console.log('handled', origin, error.message));
      setTimeout(() => { throw new Error('one'); });
      setTimeout(() => Promise.reject(new Error('two')), 5);
      setTimeout(() => console.log('alive'), 10);`,
    "captures uncaught exceptions": `
      process.setUncaughtExceptionCaptureCallback((error) => console.log('captured', error.message));
      setTimeout(() => { throw new Error('one'); });`,
    "leaves in its handler": "process.on('uncaughtException', () => process.exit(12)); null.x;",
    "its handler throws":
      "process.on('uncaughtException', () => { throw new Error('again'); }); setTimeout(() => null.x);",
    "watches uncaught exceptions": `
      process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', origin, error.message));
      setTimeout(() => { throw new Error('seen'); });`,
    "handles a rejection":
      "process.on('unhandledRejection', (reason, promise) => console.log(reason.message, promise)); Promise.reject(new Error('late'));",
    "handles a rejection later": `
      process.on('rejectionHandled', () => console.log('handled after all'));
      process.on('unhandledRejection', () => console.log('unhandled'));
      const rejected = Promise.reject(new Error('x'));
      setTimeout(() => rejected.catch((error) => console.log(error.message)), 5);`,
    "kills itself": "console.log('said'); process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);",
    aborts: "console.log('said'); setTimeout(() => process.abort());",
    "a syntax error": "const = 1;",
    "a syntax error.mjs": "const = 1;",
    "a missing module": "require('./is-not-there.cjs');",
    "a missing module.mjs": "import './is-not-there.mjs';",
  }),
  ...["throw", "strict", "warn", "none", "warn-with-error-codes"].flatMap((mode) =>
    Object.entries({
      "": "",
      " with a handler": "process.on('unhandledRejection', (reason) => console.log('handled', reason.message));",
    }).map(([suffix, handler]): Program => ({
      name: `rejects under --unhandled-rejections=${mode}${suffix}`,
      as: "cjs",
      source: `${handler} setTimeout(() => Promise.reject(new Error('nobody awaits')));`,
      flags: [`--unhandled-rejections=${mode}`],
    })),
  ),
  ...["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR2", "SIGQUIT"].flatMap((signal) =>
    Object.entries({
      "no handler": "",
      "one handler":
        "process.on(S, (name, number) => { console.log(name, number); setTimeout(() => process.exit(11), 5); });",
      "two handlers":
        "process.on(S, () => console.log('a')); process.on(S, () => { console.log('b'); process.exitCode = 3; clearInterval(alive); });",
      "an async handler":
        "process.on(S, async () => { await new Promise((done) => setTimeout(done, 5)); console.log('done'); process.exit(2); });",
      "a handler that removes itself":
        "process.once(S, () => { console.log('once'); setTimeout(() => process.kill(process.pid, S), 5); });",
      "a handler that was removed": "const own = () => {}; process.on(S, own); process.off(S, own);",
      "a handler added later": "setTimeout(() => process.on(S, () => { console.log('late'); process.exit(0); }), 5);",
    }).map(([handlers, source]): Program => ({
      name: `${signal} with ${handlers}`,
      as: "cjs",
      source: `const S = '${signal}'; const alive = setInterval(() => {}, 1000); ${source}
          process.on('exit', (code) => console.log('exit', code)); setTimeout(() => process.kill(process.pid, S), 30);`,
    })),
  ),
];

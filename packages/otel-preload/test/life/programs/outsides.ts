import { type Program, programs } from "./program.ts";

const serve = `
  const http = require('node:http');
  const serve = (handler, done) => {
    const server = http.createServer(handler).listen(0, '127.0.0.1', () => done(server, server.address().port));
  };`;

/** What a program does with the world: sockets, streams, children, threads, time. */
export const outsides: readonly Program[] = programs({
  "writes to both streams":
    "for (let i = 0; i < 50; i++) { console.log('out', i); console.error('err', i); process.stdout.write('raw\\n', () => {}); }",
  "writes and leaves":
    "process.stdout.write('x'.repeat(10000)); process.stderr.write('y'.repeat(10000)); process.exit(1);",
  "every method of the console": `
      console.info('%s is %d', 'a', 1, { b: [2] }); console.debug('debug'); console.warn('warn'); console.group('group'); console.log('inside'); console.groupEnd();
      console.table([{ a: 1 }]); console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }); console.count(); console.count(); console.assert(false, 'asserted'); console.dirxml([1]);`,
  "console.trace": "function here() { console.trace('where', { a: 1 }); } here(); setTimeout(here);",
  "a console of its own":
    "new console.Console(process.stdout, process.stderr).log('mine'); console.log(Object.keys(console).join());",
  "a console that is replaced":
    "const { log } = console; console.log = (...args) => log('mine', ...args); console.log('said'); console.log(console.log.name);",
  "standard input":
    "process.stdin.setEncoding('utf8').on('data', (text) => process.stdout.write(text.toUpperCase())).on('end', () => console.log('end'));",
  "lines of standard input.mjs":
    "import { createInterface } from 'node:readline'; for await (const line of createInterface({ input: process.stdin })) console.log('>', line);",
  "pipeline of streams.mjs":
    "import { pipeline } from 'node:stream/promises'; import { Readable } from 'node:stream'; import { createGzip, createGunzip } from 'node:zlib'; await pipeline(Readable.from(['a', 'b']), createGzip(), createGunzip(), process.stdout); ",
  "order of the event loop": `
      process.nextTick(() => console.log('tick'));
      Promise.resolve().then(() => console.log('micro')); queueMicrotask(() => console.log('queued')); console.log('sync');
      require('node:fs').readFile(__filename, () => { setTimeout(() => console.log('timeout 2'), 0); setImmediate(() => console.log('immediate 2')); });`,
  "timers that hold nothing":
    "setTimeout(() => console.log('never'), 5000).unref(); setInterval(() => {}, 1000).unref(); console.log('over');",
  "what keeps it alive": `
      const show = (when) => console.log(when, process.getActiveResourcesInfo().sort().join(), process._getActiveHandles().length, process._getActiveRequests().length);
      show('at once'); setTimeout(show, 5, 'in a timer'); process.on('exit', () => show('exit'));`,
  "async hooks": `
      const { createHook, executionAsyncId, AsyncResource } = require('node:async_hooks');
      const mine = new Set(); const calls = [];
      createHook({ init(id, type) { if (type.startsWith('MINE')) { mine.add(id); calls.push('init ' + type); } },
        before(id) { if (mine.has(id)) calls.push('before'); }, after(id) { if (mine.has(id)) calls.push('after'); }, destroy(id) { if (mine.has(id)) calls.push('destroy'); } }).enable();
      const resource = new AsyncResource('MINE ONE');
      setTimeout(() => { resource.runInAsyncScope(() => calls.push(executionAsyncId() === resource.asyncId())); resource.emitDestroy(); setImmediate(() => console.log(calls.join())); }, 1);`,
  AsyncLocalStorage: `
      const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
      const storage = new AsyncLocalStorage();
      storage.run('a', async () => { console.log(storage.getStore()); await null; setTimeout(() => console.log('timer', storage.getStore()), 2); process.nextTick(() => console.log('tick', storage.getStore())); });
      console.log(storage.getStore()); storage.enterWith('b'); setTimeout(() => { console.log(storage.getStore()); storage.disable(); console.log(storage.getStore()); }, 50);
      const resource = new AsyncResource('mine'); storage.run('c', () => resource.runInAsyncScope(() => console.log(storage.getStore())));
      console.log(AsyncLocalStorage.snapshot()(() => storage.getStore()));`,
  performance: `
      const { performance, PerformanceObserver, monitorEventLoopDelay } = require('node:perf_hooks');
      new PerformanceObserver((list, observer) => { console.log(list.getEntries().map(({ name, entryType }) => name + ' ' + entryType).join()); observer.disconnect(); }).observe({ entryTypes: ['mark', 'measure'] });
      performance.mark('a'); performance.mark('b'); performance.measure('m', 'a', 'b');
      const delay = monitorEventLoopDelay(); delay.enable(); setTimeout(() => console.log(delay.disable(), performance.getEntries().length), 20);`,
  "performance of http": `${serve}
      const { PerformanceObserver } = require('node:perf_hooks');
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) console.log(entry.name, entry.detail.req.method, entry.detail.res.statusCode); }).observe({ type: 'http' });
      serve((_, response) => response.end('ok'), (server, port) => http.get({ port, agent: false }, (response) => response.resume().on('end', () => setTimeout(() => server.close(), 10))));`,
  "garbage is observed":
    "const { PerformanceObserver } = require('node:perf_hooks'); new PerformanceObserver((list) => {}).observe({ type: 'gc' }); console.log(PerformanceObserver.supportedEntryTypes.join());",
  "subscribes to channels": `${serve}
      const { channel, subscribe } = require('node:diagnostics_channel');
      for (const name of ['http.server.request.start', 'http.client.request.start', 'undici:request:create', 'net.client.socket', 'module.require.start']) console.log(name, channel(name).hasSubscribers);
      subscribe('http.server.request.start', ({ request }) => console.log('start', request.url));
      serve((_, response) => response.end(), (server, port) => http.get({ port, path: '/seen', agent: false }, (response) => response.resume().on('end', () => server.close())));`,
  "answers a request": `${serve}
      serve((request, response) => {
        console.log(request.method, request.url, request.httpVersion, request.rawHeaders.filter((_, i) => i % 2 === 0).join(), request.complete);
        response.setHeader('x-a', ['1', '2']); response.end('body');
      }, (server, port) => {
        http.request({ port, method: 'POST', path: '/p?q=1', agent: false }, (response) => {
          response.on('data', (chunk) => console.log(String(chunk))).on('end', () => { console.log(response.statusCode, response.rawHeaders.filter((_, i) => i % 2 === 0).join()); server.close(); });
        }).end('sent');
      });`,
  "listeners of a request": `${serve}
      const count = (emitter) => emitter.eventNames().map((event) => String(event) + ' ' + emitter.listenerCount(event)).sort().join();
      serve((request, response) => { console.log('request:', count(request)); console.log('response:', count(response)); console.log('socket:', count(request.socket)); response.end(); }, (server, port) => {
        console.log('server:', count(server));
        const client = http.get({ port, agent: false }, (response) => { console.log('answer:', count(response)); response.resume().on('end', () => server.close()); });
        console.log('client:', count(client));
        client.on('socket', (socket) => console.log('its socket:', count(socket)));
      });`,
  "inspects a request": `${serve}
      const { inspect } = require('node:util');
      const seen = (value) => inspect(value, { depth: 0, breakLength: Infinity }).replace(/traceparent: [\\w-]+..../, '').replaceAll(/\\d+/g, '0');
      const keys = (value) => Reflect.ownKeys(value).map(String).sort().join();
      serve((request, response) => { console.log(keys(request)); console.log(keys(response)); console.log(keys(request.socket)); response.end(); }, (server, port) => {
        const client = http.get({ port, agent: false }, (response) => { console.log(keys(response)); response.resume().on('end', () => server.close()); });
        console.log(keys(client)); console.log(seen(client)); console.log(seen(server));
      });`,
  "stack inside a request": `${serve}
      serve(function handler(_, response) { console.log(new Error('in the handler').stack); response.end(); }, (server, port) =>
        http.get({ port, agent: false }, function answered(response) { console.log(new Error('answered').stack); response.resume().on('end', () => server.close()); }));`,
  "throws inside a request": `${serve}
      serve(function handler() { throw new Error('in the handler'); }, (server, port) => http.get({ port, agent: false }).on('error', () => {}));`,
  "rejects inside a request": `${serve}
      serve(async function handler() { await null; throw new Error('in the handler'); }, (server, port) => http.get({ port, agent: false }).on('error', () => {}));`,
  "keeps connections": `${serve}
      const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
      serve((request, response) => response.end(String(request.socket.remotePort > 0)), (server, port) => {
        let left = 5;
        for (let i = 0; i < 5; i++) http.get({ port, agent }, (response) => response.resume().on('end', () => {
          if (--left > 0) return;
          setImmediate(() => { console.log(Object.keys(agent.freeSockets).length, Object.keys(agent.requests).length); agent.destroy(); server.close(() => console.log('closed')); });
        }));
      });`,
  "a connection is refused":
    "require('node:http').get('http://127.0.0.1:1/').on('error', (error) => console.log(error.stack, Object.keys(error).join()));",
  "fetches.mjs": `
      import { createServer } from 'node:http';
      const server = createServer((request, response) => { console.log(Object.keys(request.headers).join()); response.end('body'); }).listen(0, '127.0.0.1');
      await new Promise((done) => server.once('listening', done));
      const response = await fetch('http://127.0.0.1:' + server.address().port, { headers: { 'x-a': '1' } });
      console.log(response.status, await response.text(), response.headers.get('date') !== null);
      await fetch('http://127.0.0.1:1').catch((error) => console.log(error.message, error.cause.code, error.stack));
      server.close(); server.closeAllConnections();`,
  "http/2": `
      const http2 = require('node:http2');
      const server = http2.createServer((request, response) => { console.log(Object.keys(request.headers).join()); response.end('two'); }).listen(0, () => {
        const client = http2.connect('http://127.0.0.1:' + server.address().port);
        client.request({ ':path': '/' }).on('data', (chunk) => console.log(String(chunk))).on('end', () => { client.close(); server.close(); }).end();
      });`,
  sockets: `
      const net = require('node:net');
      const server = net.createServer((socket) => socket.pipe(socket)).listen(0, () => {
        const socket = net.connect(server.address().port, () => socket.end('echo'));
        socket.on('data', (chunk) => console.log(String(chunk))).on('close', () => server.close());
      });
      require('node:dgram').createSocket('udp4').bind(0, function () { this.close(() => console.log('udp')); });
      require('node:dns').lookup('127.0.0.1', (error, address) => console.log(address));`,
  "aborts what it began.mjs": `
      import { setTimeout as wait } from 'node:timers/promises';
      await wait(1000, undefined, { signal: AbortSignal.timeout(5) }).catch((error) => console.log(error.name, error.cause?.name));
      await fetch('http://127.0.0.1:1', { signal: AbortSignal.abort() }).catch((error) => console.log(error.name));`,
  children: `
      const { exec, execFile, execFileSync, fork, spawn, spawnSync } = require('node:child_process');
      if (process.argv[2] === 'child') { process.send?.('hello'); console.log('child says', process.execArgv.length > 0, Boolean(process.env.NODE_OPTIONS)); process.exitCode = 4; process.disconnect?.(); }
      else {
        const forked = fork(__filename, ['child'], { execArgv: [] });
        forked.on('message', (message) => { forked.said = message; });
        forked.on('exit', (code) => {
          console.log(forked.said);
          console.log('forked', code);
          spawn(process.execPath, [__filename, 'child'], { stdio: 'inherit' }).on('exit', (spawned) => {
            console.log('spawned', spawned);
            exec('exit 3', (error) => console.log('exec', error.code));
            console.log(spawnSync('sh', ['-c', 'kill -TERM $$']).signal, String(execFileSync('echo', ['sync'])));
            try { execFileSync(process.execPath, ['-e', 'throw 1'], { stdio: 'pipe' }); } catch (error) { console.log('status', error.status); }
          });
        });
      }`,
  threads: `
      const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
      if (!isMainThread) { parentPort.postMessage(workerData); if (workerData === 0) parentPort.postMessage(process.listenerCount('SIGTERM')); if (workerData === 1) process.exit(5); if (workerData === 2) throw new Error('in the thread'); if (workerData === 3) setInterval(() => {}, 1000); }
      else {
        const run = (n, seen = []) => n > 3 ? undefined : void new Worker(__filename, { workerData: n })
          .on('message', function (m) { seen.push('message ' + m); if (m === 3) this.terminate(); })
          .on('error', (error) => seen.push('error ' + error.message)).on('exit', (code) => { console.log(seen.sort().join(), code); run(n + 1); });
        run(0);
      }`,
  "a thread with an environment of its own":
    "const { Worker, SHARE_ENV } = require('node:worker_threads'); new Worker('console.log(Object.keys(process.env).length)', { eval: true, env: {}, execArgv: [] }).on('exit', () => new Worker('console.log(process.env.HOME !== undefined)', { eval: true, env: SHARE_ENV }));",
  "a cluster": `
      const cluster = require('node:cluster');
      const net = require('node:net');
      if (cluster.isPrimary) {
        cluster.on('exit', (worker, code, signal) => { console.log('exit', worker.id, code, signal, worker.exitedAfterDisconnect); if (worker.id < 3) cluster.fork(); });
        cluster.on('listening', (worker) => { if (worker.id === 1) worker.disconnect(); else worker.kill(worker.id === 2 ? 'SIGTERM' : 'SIGINT'); });
        cluster.fork();
      } else { net.createServer(() => {}).listen(0); if (cluster.worker.id === 3) process.on('SIGINT', () => process.exit(6)); }`,
  "files.mjs":
    "import { readFile, access } from 'node:fs/promises'; import { watch } from 'node:fs'; console.log((await readFile(process.argv[1])).length > 0); await access('/is-not-there').catch((error) => console.log(error.code, error.stack)); const w = watch('/tmp'); w.close();",
  "events.mjs":
    "import { EventEmitter, once, on } from 'node:events'; const e = new EventEmitter(); setTimeout(() => e.emit('x', 1)); console.log(await once(e, 'x')); setTimeout(() => { e.emit('y', 1); e.emit('y', 2); }); for await (const [y] of on(e, 'y')) { console.log(y); if (y === 2) break; }",
  broadcasts:
    "const { BroadcastChannel, MessageChannel } = require('node:worker_threads'); const { port1, port2 } = new MessageChannel(); port2.on('message', (m) => { console.log(m); port2.close(); }); port1.postMessage('posted'); const b = new BroadcastChannel('b'); b.onmessage = () => {}; b.close();",
  "waits with Atomics": "console.log(Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10));",
  "its title":
    "process.title = 'mine'; console.log(process.title); console.log(process.umask().toString(8), process.uptime() < 30);",
  reports:
    "const report = process.report.getReport(); console.log(typeof report, process.report.reportOnSignal, process.report.signal);",
}).map((program) => (program.name.includes("standard input") ? { ...program, stdin: "one\ntwo\n" } : program));

// The process of a slow line (slowLine.ts), given the server's port and the delay each way in milliseconds. Beside the
// server's, it has a port that sends back what it gets, over the same delay. It ends with its standard input.
import { createServer, type AddressInfo } from 'node:net';
import { DelayProxy } from '../test/hosts/delayProxy';

const [target, delay] = process.argv.slice(2).map(Number);
if (target === undefined || delay === undefined) throw new Error('Give a port and a delay.');
const echo = createServer({ noDelay: true }, (socket) => void socket.pipe(socket));
echo.listen(0, '127.0.0.1', () => {
  const { port } = echo.address() as AddressInfo;
  void Promise.all([DelayProxy.start(target, delay), DelayProxy.start(port, delay)]).then(([toHost, toEcho]) => {
    process.stdout.write(`${JSON.stringify({ host: toHost.port, echo: toEcho.port })}\n`);
  });
});
process.stdin.on('close', () => process.exit(0)).resume();

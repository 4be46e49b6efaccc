import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Made for this test, good for a hundred years, signed by itself: `openssl req -x509 … -subj /CN=localhost`. */
const cert = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUa+hjpT4FxopdDvV7PdYE11rnRcEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODEyMDQzMVoYDzIxMjYxMTA0
MTIwNDMxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARY9oSQwq0PTMPzPxdNn/ExcLDlE8A5axtFlwOy3g27zo/tIcSP4Qm2
UCmkjMu1AXb7IGEE5OEGJtYnDDPW1617o28wbTAdBgNVHQ4EFgQUKk52hOBv4wLW
sh5A6PNFjS/deo0wHwYDVR0jBBgwFoAUKk52hOBv4wLWsh5A6PNFjS/deo0wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAKMemm9dxHNceJ4BF/LcFHZs7wye20S7GcIIoP9mH5fhAiEA
+a0w819tc14ekOM0Euupft/IvVWmtABkXvRqZ8csEY8=
-----END CERTIFICATE-----
`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQghAuvNfx5guqDlVL1
uFOw5smXscotCP3sRoU8Vhtt9iihRANCAARY9oSQwq0PTMPzPxdNn/ExcLDlE8A5
axtFlwOy3g27zo/tIcSP4Qm2UCmkjMu1AXb7IGEE5OEGJtYnDDPW1617
-----END PRIVATE KEY-----
`;

/** A server that speaks TLS as Postgres does, with a certificate that nobody has signed, and not a word after it. */
export async function selfSignedServer(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}); // the client leaves
    socket.once('data', () => {
      socket.write('S');
      new TLSSocket(socket, { isServer: true, cert, key }).on('error', () => {});
    });
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return {
    port: address.port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => listener.close(closed));
    },
  };
}

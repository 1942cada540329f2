/** Listens on a free loopback port and gives it. */
export function listen(server) {
  return new Promise((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', () => done(server.address().port)));
}

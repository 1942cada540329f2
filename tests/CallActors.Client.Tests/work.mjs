// Works as an app in JavaScript does: holds and resumes a call until its input ends, and says what it was told.
import { pathToFileURL } from 'node:url';

const [module, url, agentId, connectionId] = process.argv.slice(2);
const { AgentBus, CommandFailedError } = await import(pathToFileURL(module));
const bus = new AgentBus({ url: [url], agentId, source: 'tests-js', longestPauseMilliseconds: 500, patienceMilliseconds: 120_000 });
const told = [];
const done = [];
bus.on('event', ({ meta }) => { if (meta?.part) told.push(meta); });
bus.open();

let isEnding = false;
process.stdin.on('end', () => { isEnding = true; }).resume();
for (let number = 0; !isEnding; number += 1) {
  const [{ message }] = await bus.command('StateSync');
  const isHeld = message.calls.some(({ type, status }) => type !== 'agent' && status === 'hold');
  const requestId = `work-${number}`;
  try {
    await bus.command(isHeld ? 'Resume' : 'Hold', connectionId, { requestId });
    done.push(requestId);
    console.error(`done ${requestId}`);
  } catch (error) {
    if (!(error instanceof CommandFailedError)) throw error;
  }
  await new Promise((resolve) => { setTimeout(resolve, 10); });
}
// The last command's events come by the socket, which may be opened again first.
while (!told.some(({ requestId, part, parts }) => requestId === done.at(-1) && part === parts)) await new Promise((resolve) => { setTimeout(resolve, 20); });
console.log(JSON.stringify({ told, done }));
process.exit(0);

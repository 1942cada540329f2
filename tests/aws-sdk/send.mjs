// Sends with Amazon's own SDK what the tests ask for: one JSON object a line comes in, one goes out.
// In: { operation, input, endpoint } or { resolve: { Region, UseFIPS, UseDualStack } }. Out: { output } or { error }.
import { createInterface } from "node:readline";
import * as connect from "@aws-sdk/client-connect";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

function client(endpoint) {
  return new connect.ConnectClient({ endpoint, region: "eu-central-1", credentials, maxAttempts: 1 });
}

async function send({ operation, input, endpoint }) {
  const sender = client(endpoint);
  try {
    const { $metadata, ...output } = await sender.send(new connect[`${operation}Command`](input));
    return { output };
  } catch (error) {
    return { error: { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode ?? null } };
  } finally {
    sender.destroy();
  }
}

function resolve(parameters) {
  try {
    const sender = new connect.ConnectClient({ region: "eu-central-1", credentials });
    return { output: sender.config.endpointProvider(parameters).url.href };
  } catch (error) {
    return { error: { name: error.name, message: error.message, status: null } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = asked.resolve ? resolve(asked.resolve) : await send(asked);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

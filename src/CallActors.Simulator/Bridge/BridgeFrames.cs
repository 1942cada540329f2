using System.Text.Json;
using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Bridge;

/// <summary>The messages of a bridge to the engine, as UTF-8.</summary>
internal static class BridgeFrames
{
    private static readonly byte[] StatesFrame = Utf8(new { type = "states", states = Site.States });

    public static byte[] Hello(Agent agent) => Utf8(new
    {
        type = "hello",
        agentARN = agent.Arn,
        username = agent.Username,
        name = agent.Name,
        bridgeVersion = "simulator/1",
    });

    public static byte[] States() => StatesFrame;

    public static byte[] Endpoints(ContactCentre centre, string agentId) => Utf8(new
    {
        type = "endpoints",
        endpoints = centre.EndpointsOf(agentId).Select(endpoint => new
        {
            endpoint.EndpointARN,
            endpoint.EndpointId,
            endpoint.Type,
            endpoint.Name,
            endpoint.PhoneNumber,
        }),
    });

    public static byte[] Snapshot(Agent agent, long takenAtMilliseconds) =>
        Utf8(new { type = "snapshot", snapshot = AgentSnapshot.Of(agent, takenAtMilliseconds) });

    public static byte[] Result(string requestId, object? error) => error is null
        ? Utf8(new { type = "result", requestId, ok = true })
        : Utf8(new { type = "result", requestId, ok = false, error });

    private static byte[] Utf8<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(message, CentreJson.Options);
}

using System.Text.Json;
using CallActors.Domain.Agents;

namespace CallActors.Connect.Bridge;

/// <summary>Reads an agent snapshot of Amazon Connect Streams as a report of the whole agent.</summary>
internal static class SnapshotReader
{
    public static AgentReport Read(JsonElement snapshot)
    {
        var at = snapshot.TimeOrNull("snapshotTimestamp", "snapshot")
            ?? throw new BridgeFrameException("snapshot.snapshotTimestamp is missing; it is to be the time of the snapshot.");
        var (state, next) = (State(snapshot, "state"), State(snapshot, "nextState"));
        if (snapshot.Field("contacts") is not { } all)
        {
            return new AgentReport(at, null, state, next, null, null);
        }

        var (contacts, muted) = ContactReader.Read(Json.Array(all, "snapshot.contacts"), at);
        return new AgentReport(at, null, state, next, muted, contacts);
    }

    private static AgentState? State(JsonElement snapshot, string name) =>
        snapshot.Field(name) is { } state ? BridgeReader.StateOf(state, $"snapshot.{name}") : null;
}

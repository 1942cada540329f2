using System.Collections.Immutable;
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
        // The flag is the bridge's own: a connection's "mute" is that of the participant and stays false while the agent is muted.
        var muted = snapshot.BooleanOrNull("muted", "snapshot");
        var contacts = snapshot.Field("contacts") is { } all
            ? ContactReader.Read(Json.Array(all, "snapshot.contacts"), at)
            : default(ImmutableArray<ContactReport>?);
        return new AgentReport(at, null, State(snapshot, "state"), State(snapshot, "nextState"), muted, contacts);
    }

    private static AgentState? State(JsonElement snapshot, string name) =>
        snapshot.Field(name) is { } state ? BridgeReader.StateOf(state, $"snapshot.{name}") : null;
}

using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Domain.Agents;

namespace CallActors.Connect.Bridge;

/// <summary>Reads an agent snapshot of Amazon Connect Streams as a report of the whole agent.</summary>
internal static class SnapshotReader
{
    private static readonly JsonPath Path = JsonPath.Of("snapshot");
    private static readonly JsonPath Contacts = Path.To("contacts");

    public static AgentReport Read(JsonElement? given)
    {
        var snapshot = Json.Object(given, Path);
        var at = snapshot.TimeOrNull("snapshotTimestamp"u8, Path)
            ?? throw new BridgeFrameException("snapshot.snapshotTimestamp is missing; it is to be the time of the snapshot.");
        // The flag is the bridge's own: a connection's "mute" is that of the participant and stays false while the agent is muted.
        var muted = snapshot.BooleanOrNull("muted"u8, Path);
        var contacts = snapshot.Field("contacts"u8) is { } all ? ContactReader.Read(all, Contacts, at) : default(ImmutableArray<ContactReport>?);
        return new AgentReport(at, null, State(snapshot, "state"u8), State(snapshot, "nextState"u8), muted, contacts);
    }

    private static AgentState? State(JsonElement snapshot, ReadOnlySpan<byte> name) =>
        snapshot.Field(name) is { } state ? BridgeReader.StateOf(state, Path.To(name)) : null;
}

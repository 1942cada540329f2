using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Domain.Agents;

namespace CallActors.Connect.Feeds;

/// <summary>Reads the events of Amazon's agent event stream (docs/aws-setup.md). Unknown fields and types are passed over.</summary>
public static class AgentEventReader
{
    /// <summary>The events of one record of the stream, in their order, as long as they can be read.</summary>
    /// <exception cref="FeedException">An event cannot be read; those before it were given.</exception>
    public static IEnumerable<AgentEvent> Read(ReadOnlyMemory<byte> record) => JsonObjects.In(record).Select(Read);

    /// <exception cref="FeedException">It is no agent event.</exception>
    public static AgentEvent Read(JsonElement told)
    {
        var (agentId, eventId, type) = (told.IdOfArn("AgentARN", ""), told.Text("EventId", ""), told.Text("EventType", ""));
        var at = told.Time("EventTimestamp", "");
        return new AgentEvent(agentId, eventId, type, ReportOf(told, type, eventId, at));
    }

    private static AgentReport? ReportOf(JsonElement told, string type, string eventId, DateTimeOffset at)
    {
        if (told.ObjectOrNull("CurrentAgentSnapshot", "") is not { } snapshot)
        {
            // Who logged out is offline, whether Amazon adds a snapshot or not.
            return type == "LOGOUT" ? Report(at, eventId, new AgentState(null, "Offline", AgentStates.Offline, at), null, null) : null;
        }

        const string path = "CurrentAgentSnapshot.";
        var before = told.ObjectOrNull("PreviousAgentSnapshot", "");
        return Report(
            at, eventId, StateOf(snapshot, "AgentStatus", "StartTimestamp", path), StateOf(snapshot, "NextAgentStatus", "EnqueuedTimestamp", path),
            snapshot.Field("Contacts") is { } contacts ? Contacts(contacts, $"{path}Contacts", before, at) : null);
    }

    private static AgentReport Report(
        DateTimeOffset at, string eventId, AgentState? state, AgentState? next, ImmutableArray<ContactReport>? contacts) =>
        new(at, null, state, next, null, contacts, ReportSource.AgentEvent, eventId);

    private static ImmutableArray<ContactReport> Contacts(JsonElement contacts, string path, JsonElement? before, DateTimeOffset at) =>
        [.. FeedJson.Array(contacts, path).Select((contact, index) => ContactOf(FeedJson.Object(contact, $"{path}[{index}]"), $"{path}[{index}].", before, at)).OfType<ContactReport>()];

    /// <summary>Null for what is not voice: other channels are left to other apps.</summary>
    private static ContactReport? ContactOf(JsonElement contact, string path, JsonElement? before, DateTimeOffset at)
    {
        if (!FeedWords.IsVoice(contact.Text("Channel", path)))
        {
            return null;
        }

        var id = contact.ContactId("ContactId", path);
        var state = contact.Text("State", path);
        var queue = contact.ObjectOrNull("Queue", path);
        // Amazon's start of the state stays where it was when the agent holds or resumes: the event that brought it tells when.
        var since = IsChanged(before, id, state) ? at : contact.TimeOrNull("StateStartTimestamp", path) ?? at;
        return ContactLevelReport.Of(
            id, contact.TextOrNull("InitialContactId", path), contact.TextOrNull("InitiationMethod", path), state, path, since,
            queue?.TextOrNull("Name", $"{path}Queue."), contact.TimeOrNull("QueueTimestamp", path));
    }

    private static bool IsChanged(JsonElement? before, string contactId, string state) =>
        before?.Field("Contacts") is { ValueKind: JsonValueKind.Array } contacts
        && contacts.EnumerateArray().FirstOrDefault(each => Is(each, "ContactId", contactId)) is { ValueKind: JsonValueKind.Object } known
        && !Is(known, "State", state);

    private static bool Is(JsonElement parent, string name, string text) =>
        parent.ValueKind == JsonValueKind.Object && parent.Field(name) is { ValueKind: JsonValueKind.String } value && value.ValueEquals(text);

    private static AgentState? StateOf(JsonElement snapshot, string name, string since, string path)
    {
        if (snapshot.ObjectOrNull(name, path) is not { } state)
        {
            return null;
        }

        var word = state.Text("Name", $"{path}{name}.");
        return new AgentState(
            state.TextOrNull("ARN", $"{path}{name}."), word, FeedWords.StateType(state.TextOrNull("Type", $"{path}{name}."), word),
            state.TimeOrNull(since, $"{path}{name}."));
    }
}

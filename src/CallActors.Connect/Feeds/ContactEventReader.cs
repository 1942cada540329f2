using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Domain.Agents;

namespace CallActors.Connect.Feeds;

/// <summary>Reads contact events as EventBridge delivers them, one or an array. Unknown fields and types are passed over.</summary>
public static class ContactEventReader
{
    /// <summary>The events of a body, each with its place from 1, or why it is none; the rest can be read all the same.</summary>
    /// <exception cref="FeedException">The body as a whole cannot be read.</exception>
    public static ImmutableArray<(int Number, JsonElement Told, ContactEvent? Event, string? Fault)> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement.Clone();
            return root.ValueKind switch
            {
                JsonValueKind.Array => [.. root.EnumerateArray().Select((each, index) => ReadOne(index + 1, each))],
                JsonValueKind.Object => [ReadOne(1, root)],
                _ => throw new FeedException("The body is to be an event of EventBridge, or an array of them."),
            };
        }
        catch (JsonException)
        {
            throw new FeedException("The body is broken JSON; it is to be an event of EventBridge, or an array of them.");
        }
    }

    /// <exception cref="FeedException">It is no contact event.</exception>
    public static ContactEvent Read(JsonElement told)
    {
        var id = FeedJson.Object(told, "The event").Text("id", "");
        var detail = told.ObjectOrNull("detail", "") ?? throw FeedJson.Missing("detail");
        const string path = "detail.";
        var (contactId, type) = (detail.ContactId("contactId", path), detail.Text("eventType", path));
        var agent = detail.ObjectOrNull("agentInfo", path);
        var agentId = agent?.Field("agentArn") is null ? null : agent.Value.IdOfArn("agentArn", $"{path}agentInfo.");
        var time = TimeOf(detail, agent, type, path) ?? told.Time("time", "");
        var (channel, method) = (detail.TextOrNull("channel", path), detail.TextOrNull("initiationMethod", path));
        var report = agentId is not null && channel is not null && FeedWords.IsVoice(channel) ? ReportOf(id, contactId, method, type, time) : null;
        return new ContactEvent(
            id, contactId, detail.TextOrNull("initialContactId", path), detail.TextOrNull("previousContactId", path), agentId, type, channel,
            method, time, report);
    }

    private static (int, JsonElement, ContactEvent?, string?) ReadOne(int number, JsonElement told)
    {
        try
        {
            return (number, told, Read(told), null);
        }
        catch (FeedException fault)
        {
            return (number, told, null, fault.Message);
        }
    }

    /// <summary>The envelope's time has whole seconds; the detail has it exactly.</summary>
    private static DateTimeOffset? TimeOf(JsonElement detail, JsonElement? agent, string type, string path) => type switch
    {
        "CONNECTED_TO_AGENT" => agent?.TimeOrNull("connectedToAgentTimestamp", $"{path}agentInfo."),
        "DISCONNECTED" => detail.TimeOrNull("disconnectTimestamp", path),
        _ => null,
    };

    private static AgentReport? ReportOf(string id, string contactId, string? method, string type, DateTimeOffset time)
    {
        var word = type switch { "CONNECTED_TO_AGENT" => "CONNECTED", "DISCONNECTED" => "ENDED", _ => null };
        return word is null ? null : new AgentReport(
            time, null, null, null, null, [ContactLevelReport.Of(contactId, null, method, word, "detail.", time, null, null)],
            ReportSource.ContactEvent, id);
    }
}

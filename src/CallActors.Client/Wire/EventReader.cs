using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using static CallActors.Client.Wire.WireJson;

namespace CallActors.Client.Wire;

/// <summary>Reads what an app is told (docs/messages.md). A message that is not of the form it should have is given as it came.</summary>
internal static class EventReader
{
    /// <exception cref="JsonException">It is no envelope at all.</exception>
    public static AgentEvent Read(string agentId, ReadOnlySpan<byte> utf8) =>
        Read(agentId, JsonSerializer.Deserialize(utf8, OnWire.EventEnvelope) ?? throw new JsonException("The message is null."));

    public static AgentEvent Read(string agentId, EventEnvelope envelope)
    {
        try
        {
            return ReadBody(agentId, envelope) with { Meta = envelope.Meta };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return Other(agentId, envelope) with { Meta = envelope.Meta };
        }
    }

    public static CallError Error(EventEnvelope envelope)
    {
        var error = Of(envelope.Data, OnWire.ErrorData);
        return new CallError(error.ErrorType, error.ErrorMessage, error.Msg);
    }

    private static AgentEvent ReadBody(string agentId, EventEnvelope envelope) => (envelope.Topic, envelope.Subtopic) switch
    {
        ("InboundCall", "InboundCallStateChange") => Call(agentId, Of(envelope.Message, OnWire.CallMessage).Call),
        ("InboundCall", "StateSync") => Calls(agentId, Of(envelope.Message, OnWire.CallsMessage)),
        ("InboundCall", "GetDirectConnects") => new AgentEvent.DirectConnects(Of(envelope.Message, OnWire.DirectConnectsMessage).Endpoints ?? []) { AgentId = agentId },
        ("Agent", "StateSync") => Synced(agentId, Of(envelope.Message, OnWire.ProfileMessage)),
        ("Agent", "LoginSuccess") => LoggedIn(agentId, Of(envelope.Message, OnWire.ProfileMessage)),
        ("Agent", "LogoutSuccess") => new AgentEvent.LoggedOut { AgentId = agentId },
        ("Agent", "SetAgentState") => State(agentId, Of(envelope.Message, OnWire.StateMessage)),
        ("Agent", "CcpAgentState") => Ccp(agentId, Of(envelope.Message, OnWire.CcpMessage)),
        ("Error", _) => new AgentEvent.Failed(Error(envelope)) { AgentId = agentId },
        _ => Other(agentId, envelope),
    };

    private static AgentEvent.CallChanged Call(string agentId, CallMessage.CallPart call) => new(
        call.Connection, call.Word, call.Attributes ?? [], call.Fields?.Media?.QueueName, call.Fields?.Media?.QueueTimestamp)
    { AgentId = agentId };

    private static AgentEvent.CallsSynced Calls(string agentId, CallsMessage message) => new(
        message.Calls ?? [], (message.Attributes ?? []).ToDictionary(each => each.Name, each => each.Value), message.QueueName, message.QueueTimestamp)
    { AgentId = agentId };

    private static AgentEvent.AgentSynced Synced(string agentId, ProfileMessage message) =>
        new(message.LoginState == "LoggedIn", message.AgentInfo, message.AgentState, Rules(message.Rules)?.Buttons) { AgentId = agentId };

    private static AgentEvent.LoggedIn LoggedIn(string agentId, ProfileMessage message) =>
        new(message.AgentInfo, message.AgentState, Rules(message.Rules)?.Buttons) { AgentId = agentId };

    private static AgentEvent.AgentStateChanged State(string agentId, StateMessage message)
    {
        var rules = Rules(message.Rules);
        return new(
            rules?.State, message.Data?.Name, message.Data?.LoginName, message.Data?.Muted ?? false, rules?.Buttons ?? new AgentButtons(), message.States)
        { AgentId = agentId };
    }

    private static AgentEvent.CcpAgentState Ccp(string agentId, CcpMessage message) => new(message.Name, message.Type) { AgentId = agentId };

    private static AgentEvent.Other Other(string agentId, EventEnvelope envelope) =>
        new(envelope.Topic, envelope.Subtopic, JsonSerializer.SerializeToElement(envelope, OnWire.EventEnvelope)) { AgentId = agentId };

    /// <summary>The rules are an empty string where nobody is logged in.</summary>
    private static (AgentState? State, AgentButtons Buttons)? Rules(JsonElement rules)
    {
        if (rules.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var read = rules.Deserialize(OnWire.RulesPart)!;
        var items = read.ButtonStates?.Items ?? [];
        return (read.State, new AgentButtons
        {
            SetNotReady = IsEnabled("NotReady"),
            SetReady = IsEnabled("Ready"),
            MakeCall = IsEnabled("make_call"),
            Mute = IsEnabled("mute"),
            Unmute = IsEnabled("unmute"),
        });

        bool IsEnabled(string button) => items.TryGetValue(button, out var word) && word == "Enable";
    }

    private static T Of<T>(JsonElement? body, JsonTypeInfo<T> type)
        where T : class =>
        (body is { } element ? element.Deserialize(type) : null) ?? throw new JsonException("The message has no body.");
}

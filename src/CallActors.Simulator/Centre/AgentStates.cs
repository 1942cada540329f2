using System.Buffers;

namespace CallActors.Simulator.Centre;

/// <summary>What an agent does beside his calls.</summary>
internal static class AgentStates
{
    private static readonly SearchValues<char> DigitCharacters = SearchValues.Create("0123456789*#ABCD");

    /// <summary>The agent chooses a state; during a call it is the next one.</summary>
    public static ContactCentre PutState(this ContactCentre centre, string agentId, string? stateArn, string? name, Moment moment)
    {
        var agent = centre.Agent(agentId);
        var state = Site.States.Find(state => stateArn is null ? state.Name == name : state.AgentStateARN == stateArn)
            ?? throw OperationRefusedException.Invalid($"There is no agent state {name ?? stateArn} that can be chosen.");
        return agent.Contacts.IsEmpty
            ? centre.With(agent with { Chosen = state, Shown = state, ShownSince = moment.Now, Next = null }, moment)
            : centre.With(agent with { Next = state }, moment);
    }

    /// <summary>The agent's microphone; Amazon shows it in no snapshot.</summary>
    public static ContactCentre Mute(this ContactCentre centre, string agentId, bool muted, Moment moment) =>
        centre.With(centre.Agent(agentId) with { Muted = muted }, moment);

    /// <summary>Digits are counted and forgotten.</summary>
    public static ContactCentre SendDigits(
        this ContactCentre centre, string agentId, string contactId, string? connectionId, string digits, Moment moment)
    {
        const int mostDigits = 50;
        if (digits.Length is 0 or > mostDigits || digits.AsSpan().IndexOfAnyExcept(DigitCharacters) >= 0)
        {
            throw OperationRefusedException.Invalid($"Digits are 1 to {mostDigits} of 0-9 * # A-D.");
        }

        var contact = centre.ConnectedContact(agentId, contactId);
        var party = connectionId is null || connectionId == contact.Leg.ConnectionId
            ? contact.LivingParties.FirstOrDefault(party => party.Status == ConnectionStatus.Connected) ?? contact.LivingParties.First()
            : contact.LivingParty(connectionId);
        var heard = party with { DigitsReceived = party.DigitsReceived + digits.Length };
        return centre.With(agentId, contact.With(heard), moment);
    }
}

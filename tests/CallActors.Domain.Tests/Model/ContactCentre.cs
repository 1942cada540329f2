using CallActors.Domain.Agents;
using CallActors.Domain.Tests.Telling;

namespace CallActors.Domain.Tests.Model;

/// <summary>
/// A contact centre with one agent, as it really is, with none of the domain's rules: parties call, answer and leave,
/// the agent uses another screen as well, and requests of the bridge are carried out or refused.
/// </summary>
internal sealed class ContactCentre
{
    private const int ContactsAtMost = 3;

    private static readonly AgentState[] States = [Asks.Available, Asks.Lunch];

    private int offers;
    private string? lastCallerId;
    private int milliseconds;
    private AgentState state = Asks.Available;
    private AgentState? nextState;

    public List<CentreContact> Contacts { get; } = [];

    public bool IsMuted { get; private set; }

    /// <summary>The contact centre's own clock, which every happening moves on.</summary>
    public DateTimeOffset Now => Calls.At(1).AddMilliseconds(milliseconds);

    public AgentReport Report(string? attachment) =>
        new(Now, attachment, state, nextState, IsMuted, [.. Contacts.Select(contact => contact.Report())]);

    public void Pass() => milliseconds += 10;

    /// <summary>One of the things that may happen now without any request happens.</summary>
    public void Act(int pick)
    {
        Pass();
        var possible = Possible(pick / 100).ToArray();
        possible[pick % possible.Length]();
    }

    /// <summary>What the bridge asks is done.</summary>
    /// <returns>Whether it was possible.</returns>
    public bool Do(BridgeRequest request, int pick)
    {
        Pass();
        var contact = Contacts.FirstOrDefault(each => each.Id == request.ContactId);
        var leg = contact?.Legs.FirstOrDefault(each => each.Id == request.ConnectionId);
        return request.Operation switch
        {
            BridgeOperation.ConnectEndpoint => Offer(CentreContact.Dialled),
            BridgeOperation.PutAgentState => Choose(request.State!),
            BridgeOperation.Mute or BridgeOperation.Unmute => SetMuted(request.Operation == BridgeOperation.Mute),
            _ => contact is not null && leg is not null && Switchboard.Do(Contacts, contact, leg, request.Operation, Now, pick),
        };
    }

    private IEnumerable<Action> Possible(int pick)
    {
        // A second and a third call come seldom, or most of what happens would be their ringing.
        if (Contacts.Count == 0 || (Contacts.Count < ContactsAtMost && pick % 5 == 0))
        {
            yield return () => Offer(CentreContact.RingingIn);
            yield return () => Offer(CentreContact.RingingIn, again: lastCallerId);
            yield return () => Offer(pick % 7 == 0 ? CentreContact.Monitored : CentreContact.Dialled);
        }

        if (pick % 3 == 0)
        {
            yield return () => Choose(States[pick % States.Length]);
        }
        foreach (var contact in Contacts)
        {
            foreach (var action in Switchboard.Possible(Contacts, contact, Now, pick))
            {
                yield return action;
            }
        }
    }

    /// <summary>Mostly a new contact; now and then a caller who was cleared is offered to the same agent again.</summary>
    private bool Offer(Func<string, int, DateTimeOffset, CentreContact> offered, string? again = null)
    {
        offers++;
        var isAgain = again is not null && !Contacts.Exists(contact => contact.Id == again);
        var contact = offered(isAgain ? again! : $"call-{offers}", offers, Now);
        Contacts.Add(contact);
        lastCallerId = contact is { Outbound: false, IsMonitored: false } ? contact.Id : lastCallerId;
        return true;
    }

    private bool SetMuted(bool isMuted)
    {
        IsMuted = isMuted;
        return true;
    }

    /// <summary>During a call it is the next state that changes.</summary>
    private bool Choose(AgentState chosen)
    {
        var isOnCall = Contacts.Exists(contact => contact.IsLiving);
        (state, nextState) = isOnCall ? (Asks.Busy with { Since = state.Since }, chosen) : (chosen with { Since = Now }, null);
        return true;
    }
}

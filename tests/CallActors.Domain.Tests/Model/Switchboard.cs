using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using static CallActors.Domain.Agents.ReportedContactState;

namespace CallActors.Domain.Tests.Model;

/// <summary>What can be done with a contact in the contact centre, by its parties, by the agent elsewhere, and by a bridge.</summary>
internal static class Switchboard
{
    /// <param name="pick">Decides what Connect leaves open: whether what is gone is still shown, and the like.</param>
    public static IEnumerable<Action> Possible(List<CentreContact> all, CentreContact contact, DateTimeOffset at, int pick)
    {
        var odd = pick % 2 == 1;
        switch (contact.State)
        {
            case Ringing when contact.Outbound:
                yield return () => contact.Answered(at, isCallback: false);
                yield return () => contact.End(odd ? Error : Ended, at, isQuiet: false);
                break;
            case Ringing:
                yield return () => contact.Answered(at, isCallback: false);
                yield return () => contact.Answered(at, isCallback: pick % 5 == 0);
                yield return () => contact.Own.Become(ConnectionStatus.Connected, at);
                yield return () => contact.End(odd ? Error : Missed, at, isQuiet: pick % 5 == 0);
                break;
            case Connected:
                foreach (var action in PossibleInCall(contact, at, pick))
                {
                    yield return action;
                }

                break;
            default:
                yield return () => all.Remove(contact);
                if (!contact.IsMonitored)
                {
                    yield return () => Again(all, contact, at);
                }

                break;
        }
    }

    public static bool Do(List<CentreContact> all, CentreContact contact, Leg leg, BridgeOperation operation, DateTimeOffset at, int pick)
    {
        var odd = pick % 2 == 1;
        Action? action = (operation, contact.State) switch
        {
            (BridgeOperation.AcceptContact, Ringing) => () => contact.Answered(at, isCallback: pick % 5 == 0),
            (BridgeOperation.RejectContact, Ringing) when pick % 3 == 0 => () => all.Remove(contact),
            (BridgeOperation.RejectContact, Ringing) => () => contact.End(odd ? Error : Rejected, at, isQuiet: false),
            (BridgeOperation.ClearContact, not (Ringing or Connected)) => () => all.Remove(contact),
            (BridgeOperation.HoldConnection, Connected) when leg.Status == ConnectionStatus.Connected => () => Become(contact, leg, ConnectionStatus.Hold, at),
            (BridgeOperation.ResumeConnection, Connected) when leg.Role == LegRole.Own => () => contact.SetAway(false, at),
            (BridgeOperation.ResumeConnection, Connected) when leg.Status == ConnectionStatus.Hold => () => Become(contact, leg, ConnectionStatus.Connected, at),
            (BridgeOperation.DestroyConnection, Ringing or Connected) when leg.IsParty && leg.IsLiving => () => contact.Lose(leg, at, isShown: odd),
            (BridgeOperation.DestroyConnection, Connected) when leg.Role == LegRole.Own => () => contact.End(Ended, at, isQuiet: odd),
            (BridgeOperation.CreateAdditionalConnection, Connected) when contact.Parties.Count() == 1 => () => contact.Consult(at, Rung(pick)),
            (BridgeOperation.ToggleActiveConnections, Connected) when contact.Parties.Count() == 2 => () => contact.Swap(at),
            (BridgeOperation.ConferenceConnections, Connected) when contact.Parties.Count() == 2 => () => contact.Conference(at),
            (BridgeOperation.SendDigits, Connected) when leg.IsLiving => () => { }
            ,
            _ => null,
        };
        action?.Invoke();
        return action is not null;
    }

    private static IEnumerable<Action> PossibleInCall(CentreContact contact, DateTimeOffset at, int pick)
    {
        var odd = pick % 2 == 1;
        // Calls go on for a while, so that there is more to them than their beginning and end.
        var isTimeToGo = pick % 3 == 0;
        foreach (var party in contact.Parties)
        {
            if (isTimeToGo)
            {
                yield return () => contact.Lose(party, at, isShown: odd);
            }

            yield return () => Become(contact, party, party.Status == ConnectionStatus.Connected ? ConnectionStatus.Hold : ConnectionStatus.Connected, at);
        }

        if (isTimeToGo)
        {
            yield return () => contact.End(odd ? Error : Ended, at, isQuiet: odd);
        }

        if (contact.IsMonitored)
        {
            yield break;
        }

        if (contact.Parties.ToArray() is [{ Role: LegRole.First, Status: not ConnectionStatus.Connecting }])
        {
            yield return () => contact.Consult(at, odd ? ConnectionStatus.Connecting : ConnectionStatus.Connected);
        }
        else
        {
            yield return () => contact.Swap(at);
            yield return () => contact.Conference(at);
        }

        yield return () => contact.SetAway(odd, at);
        yield return contact.Legs.Find(leg => leg.Role == LegRole.Supervisor) is { } supervisor
            ? () => contact.Legs.Remove(supervisor)
            : () => contact.Hear(at);
    }

    /// <summary>The same contact id is offered to the same agent again.</summary>
    private static void Again(List<CentreContact> all, CentreContact contact, DateTimeOffset at) =>
        all[all.IndexOf(contact)] = contact.Outbound
            ? CentreContact.Dialled(contact.Id, contact.Offer + 100, at)
            : CentreContact.RingingIn(contact.Id, contact.Offer + 100, at);

    private static void Become(CentreContact contact, Leg leg, ConnectionStatus status, DateTimeOffset at)
    {
        leg.Become(status, at);
        contact.Settle(at);
    }

    /// <summary>A third party mostly rings first; now and then it is there, or has refused, before anyone looks.</summary>
    private static ConnectionStatus Rung(int pick) => (pick % 7) switch
    {
        0 => ConnectionStatus.Connected,
        1 => ConnectionStatus.Disconnected,
        _ => ConnectionStatus.Connecting,
    };
}

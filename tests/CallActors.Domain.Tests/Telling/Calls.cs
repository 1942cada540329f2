using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using static CallActors.Domain.Connections.ConnectionStatus;

namespace CallActors.Domain.Tests.Telling;

/// <summary>Contacts as Amazon Connect reports them, by the situations that agents know.</summary>
internal static class Calls
{
    public const string Call = "call-1";

    /// <summary>The first party's connection id equals the contact id: Amazon's own rule.</summary>
    public const string Customer = Call;

    public const string Own = "own-1";
    public const string Expert = "expert-1";
    public const string Supervisor = "supervisor-1";
    public const string CustomerNumber = "+15550100";
    public const string ExpertNumber = "+15550122";

    /// <summary>Connections and contacts without a time of their own get the report's.</summary>
    public static readonly DateTimeOffset WithReport = DateTimeOffset.MinValue;

    private static readonly ImmutableSortedDictionary<string, string> Attributes =
        ImmutableSortedDictionary<string, string>.Empty.Add("ANI", CustomerNumber).Add("DNIS", "+15550199");

    public static DateTimeOffset At(double second) => new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero).AddSeconds(second);

    public static ContactReport Contact(ReportedContactState state, params ConnectionReport[] connections) =>
        new(Call, null, state, WithReport, false, "Support", At(-5), Attributes, [.. connections]);

    public static ConnectionReport Agent(ConnectionStatus status) => new(Own, ConnectionType.Agent, false, null, status, WithReport);

    public static ConnectionReport First(ConnectionStatus status) =>
        new(Customer, ConnectionType.Inbound, true, CustomerNumber, status, WithReport);

    public static ConnectionReport Third(ConnectionStatus status) =>
        new(Expert, ConnectionType.Outbound, false, ExpertNumber, status, WithReport);

    public static ConnectionReport Monitor(ConnectionStatus status) =>
        new(Supervisor, ConnectionType.Monitoring, false, null, status, WithReport);

    public static ContactReport Talking(params ConnectionReport[] connections) => Contact(ReportedContactState.Connected, connections);

    /// <summary>The caller's connection reads connected while the call still rings.</summary>
    public static ContactReport RingingIn { get; } = Contact(ReportedContactState.Ringing, Agent(Connecting), First(Connected));

    public static ContactReport WithCustomer { get; } = Talking(Agent(Connected), First(Connected));

    public static ContactReport CustomerHeld { get; } = Talking(Agent(Connected), First(Hold));

    public static ContactReport ExpertRinging { get; } = Talking(Agent(Connected), First(Hold), Third(Connecting));

    public static ContactReport WithExpert { get; } = Talking(Agent(Connected), First(Hold), Third(Connected));

    public static ContactReport ExpertHeld { get; } = Talking(Agent(Connected), First(Connected), Third(Hold));

    public static ContactReport Conferenced { get; } = Talking(Agent(Connected), First(Connected), Third(Connected));

    public static ContactReport BothHeld { get; } = Talking(Agent(Connected), First(Hold), Third(Hold));

    public static ContactReport ExpertAlone { get; } = Talking(Agent(Connected), First(Disconnected), Third(Connected));

    public static ContactReport ExpertAloneHeld { get; } = Talking(Agent(Connected), First(Disconnected), Third(Hold));

    /// <summary>After the end connections can still read active.</summary>
    public static ContactReport Ended { get; } = Contact(ReportedContactState.Ended, Agent(Connected), First(Connected));

    public static ContactReport Missed { get; } = Contact(ReportedContactState.Missed, Agent(Disconnected), First(Disconnected));

    public static ContactReport Rejected { get; } = Contact(ReportedContactState.Rejected, Agent(Disconnected), First(Disconnected));

    public static ContactReport Failed { get; } = Contact(ReportedContactState.Error, Agent(Disconnected), First(Disconnected));

    public static ContactReport Dialling { get; } =
        Outbound(Contact(ReportedContactState.Ringing, Agent(Connected), First(Connecting) with { Type = ConnectionType.Outbound }));

    /// <summary>The agent has taken a callback, and the customer is being dialled.</summary>
    public static ContactReport CallingBack { get; } = Talking(Agent(Connected), First(Connecting));

    /// <summary>The same as Connect reports it at first: the contact is connecting still.</summary>
    public static ContactReport CallbackTaken { get; } =
        Contact(ReportedContactState.Ringing, Agent(Connected), First(Connecting) with { Type = ConnectionType.Outbound });

    public static ContactReport SupervisorListening { get; } = Talking(Agent(Connected), First(Connected), Monitor(Connected));

    /// <summary>In the supervisor's own session.</summary>
    public static ContactReport Monitoring { get; } = Talking(Monitor(Connected), First(Connected));

    public static ContactReport Outbound(this ContactReport contact) => contact with { Outbound = true };

    /// <summary>The same call once more, beside the first, with ids of its own.</summary>
    public static ContactReport Another(this ContactReport contact) => contact with
    {
        ContactId = Other(contact.ContactId),
        Connections = [.. contact.Connections.Select(connection => connection with { ConnectionId = Other(connection.ConnectionId) })],
    };

    public static string Other(string id) => id.Replace('1', '2');
}

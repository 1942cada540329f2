using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Connect.Tests.Belief;

/// <summary>An agent's picture and what reports make of it, as the engine folds them.</summary>
internal static class Session
{
    public static Picture With(this Picture picture, params IEnumerable<AgentReport> reports) => reports.Aggregate(picture, Take);

    public static Picture Attached(this Picture picture) =>
        picture.Evolve(((Decision.Change)Attaching.Attach(Reports.BridgeId, null, null, "ada", "Ada")).Happened);

    public static Picture Detached(this Picture picture) =>
        Attaching.Detach(picture, Reports.BridgeId) is Decision.Change change ? picture.Evolve(change.Happened) : picture;

    /// <summary>What all sources know: of each open contact whether it rings, is connected, held, or over.</summary>
    public static IReadOnlyList<string> AtContactLevel(this Picture picture) =>
        [.. picture.Calls.Select(call => $"{call.ContactId} {PhaseOf(call)}").Order()];

    /// <summary>The same, as a report says it.</summary>
    public static IReadOnlyList<string> AtContactLevel(this AgentReport report) =>
        [.. report.Contacts!.Value.Select(contact => $"{contact.ContactId} {PhaseOf(contact)}").Order()];

    private static Picture Take(Picture picture, AgentReport report) =>
        (Observing.Decide(picture, report) switch
        {
            Decision.Change change => picture.Evolve(change.Happened).WithoutCleared(),
            Decision.Nothing => picture,
            var other => throw new InvalidOperationException($"A report was answered with {other.GetType().Name}."),
        }).Noted(report);

    private static string PhaseOf(ContactPicture call) => call.Contact.Phase switch
    {
        ContactPhase.Ringing => "rings",
        ContactPhase.Connected => IsHeld(call.LivingParties.Select(party => party.Status)) ? "held" : "connected",
        _ => "over",
    };

    private static string PhaseOf(ContactReport contact) => contact.State switch
    {
        ReportedContactState.Ringing => "rings",
        ReportedContactState.Connected => IsHeld(contact.Connections.Where(each => each.Type != ConnectionType.Agent).Select(each => each.Status)) ? "held" : "connected",
        _ => "over",
    };

    private static bool IsHeld(IEnumerable<ConnectionStatus> parties) => parties.All(status => status == ConnectionStatus.Hold);
}

using CallActors.Domain.Agents;

namespace CallActors.Domain.Tests.Telling;

/// <summary>The rows of "what ends a request": what confirms each kind, and the ways to fail.</summary>
internal static class EndingTable
{
    public const string RefusedByConnect = "failed by the bridge's answer";
    public const string PartyLeft = "failed because the party left";
    public const string NotConfirmed = "failed by the deadline";
    public const string BridgeLost = "failed by the deadline after its bridge was lost";
    public const string SettledConfirmed = "settled by the next bridge's snapshot: confirmed";
    public const string SettledFailed = "settled by the next bridge's snapshot: failed";

    public static IReadOnlyList<string> Rows { get; } =
    [
        .. Enum.GetValues<RequestKind>().Select(Confirmed),
        RefusedByConnect, PartyLeft, NotConfirmed, BridgeLost, SettledConfirmed, SettledFailed,
    ];

    public static string Confirmed(RequestKind kind) => $"{kind} confirmed";

    /// <summary>The rows that one change visits: none, or the one by which its request ended and what settled it.</summary>
    /// <param name="before">The picture with the request outstanding.</param>
    public static IEnumerable<string> RowsOf(Picture before, AgentReport? report, IEnumerable<Happened> happened)
    {
        foreach (var fact in happened.OfType<Happened.ToAgent>().Select(each => each.Fact))
        {
            var request = before.Session.Outstanding;
            var isSettled = report?.Attachment is not null && request is not null
                && before.Session.Attachments.All(each => each.Id != request.Attachment);
            if (fact is AgentFact.RequestConfirmed)
            {
                yield return Confirmed(request.ShouldNotBeNull().Kind);
                if (isSettled)
                {
                    yield return SettledConfirmed;
                }
            }
            else if (fact is AgentFact.RequestFailed failed)
            {
                yield return failed.Reason switch
                {
                    FailureReason.RefusedByConnect => RefusedByConnect,
                    FailureReason.PartyLeft => PartyLeft,
                    FailureReason.NotConfirmed => NotConfirmed,
                    FailureReason.BridgeLost => isSettled ? SettledFailed : BridgeLost,
                    _ => throw new ArgumentOutOfRangeException(nameof(happened), failed.Reason, "not a reason"),
                };
            }
        }
    }
}

using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Domain.Tests.Telling;

namespace CallActors.Domain.Tests.Properties;

/// <summary>A story as random steps tell it, with what each of them was decided on.</summary>
internal sealed record History(Story Story, AgentReport LastReport, int Requests, ImmutableList<Moment> Moments)
{
    private static readonly Story Beginning = Story.Given().TellsStates(Asks.Available, Asks.Lunch, Asks.Busy);

    public static History Begin { get; } = new(Beginning, Story.Report(0), 0, []);

    public string RequestId => $"request-{Requests}";

    /// <summary>Every id that an app might name, and some that mean nothing.</summary>
    public IReadOnlyList<string?> Ids => IdsOf(Story.Picture);

    public static History Of(IEnumerable<Step> steps) => steps.Aggregate(Begin, (history, step) => step.On(history));

    public static IReadOnlyList<string?> IdsOf(Picture picture) =>
    [
        null, "nobody",
        .. picture.Contacts.SelectMany(contact => new[] { contact.ContactId, $"{contact.ContactId}-agent" }),
        .. picture.Connections.Select(connection => connection.Party.ConnectionId),
    ];

    /// <param name="seconds">How much newer than the newest report it is.</param>
    public History Seen(AgentReport report, int seconds)
    {
        var timed = report with { At = Calls.At(Story.Second + seconds) };
        return (this with { LastReport = timed }).Tell(story => story.When(timed), timed);
    }

    public History Ask(Func<string, Ask> ask) => (this with { Requests = Requests + 1 }).Tell(story => story.When(ask($"request-{Requests + 1}")));

    public History Answered(ConnectError? error) => Tell(story => story.Answered(error, RequestId));

    /// <summary>One bridge is lost, and another attached if there was none.</summary>
    public History ReplaceBridge() => Story.Picture.Session.Attached is { } attached
        ? Tell(story => story.Detached(attached.Id))
        : Tell(story => story.Attached($"bridge-{Moments.Count + 10}"));

    public History Tell(Func<Story, Story> tell, AgentReport? report = null)
    {
        var after = tell(Story);
        return this with { Story = after, Moments = Moments.Add(new Moment(Story, report, after)) };
    }
}

/// <summary>One decision of a history, and the report that it was made on, if it was one.</summary>
internal sealed record Moment(Story Before, AgentReport? Report, Story After)
{
    public ImmutableArray<Happened> Happened => After.Last is Decision.Change change ? change.Happened : [];
}

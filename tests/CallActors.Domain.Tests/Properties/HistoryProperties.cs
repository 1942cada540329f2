using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using Xunit.Abstractions;

namespace CallActors.Domain.Tests.Properties;

/// <summary>What holds in every history, likely or not.</summary>
public sealed class HistoryProperties(ITestOutputHelper output)
{
    private const int Histories = 400;

    [Fact]
    public void Every_command_on_every_picture_is_refused_with_a_sentence_or_evolves() => ForAllMoments(moment =>
    {
        var story = moment.After;
        var asks = Commands.All.SelectMany(command => History.IdsOf(story.Picture).Select(id => Asks.OfCall(command, id, "request-new")))
            .Concat(Enumerable.Range(0, 5).Select(pick => Step.AskOfAgent(pick).As("request-new")));
        foreach (var ask in asks)
        {
            switch (Asking.Decide(story.Picture, ask, story.Now))
            {
                case Decision.Refused refused:
                    refused.Text.ShouldMatch(@"^[A-Z].*\.$");
                    break;
                case Decision.Change change:
                    change.Ask.ShouldNotBeNull().Attachment.ShouldBe(story.Picture.Session.Attached!.Id);
                    story.Picture.Evolve(change.Happened).Session.Outstanding.ShouldNotBeNull().RequestId.ShouldBe("request-new");
                    break;
                case var other:
                    throw new InvalidOperationException($"{ask} gave {other}");
            }
        }
    });

    [Fact]
    public void No_report_is_refused_and_each_one_twice_equals_once() => ForAllMoments(moment =>
    {
        if (moment.Report is { } report)
        {
            (moment.After.Last is Decision.Nothing or Decision.Change { Ask: null }).ShouldBeTrue();
            moment.After.When(report).ThenNothing();
        }
    });

    [Fact]
    public void A_report_that_is_older_than_what_is_known_changes_nothing() => ForAllMoments(moment =>
    {
        if (moment.Report is { } report && report.At < moment.Before.Picture.Session.AsOf)
        {
            moment.After.ThenNothing();
        }
    });

    [Fact]
    public void A_request_ends_exactly_once_and_all_rows_of_what_ends_it_are_visited()
    {
        var visits = new Visits("What ended requests in random histories", EndingTable.Rows);
        Run.ForAll(Step.Histories, Histories * 10, steps =>
        {
            var history = History.Of(steps);
            if (history.Story.Picture.Session.Outstanding is { } last)
            {
                history = history.Tell(story => story.DeadlinePassed(last.RequestId));
            }

            var facts = history.Story.Past.OfType<Happened.ToAgent>().Select(each => each.Fact).ToArray();
            var started = facts.OfType<AgentFact.RequestStarted>().Select(each => each.Request.RequestId);
            var ended = facts.Select(EndedBy).OfType<string>();
            ended.ShouldBe(started);
            history.Moments.SelectMany(each => EndingTable.RowsOf(each.Before.Picture, each.Report, each.Happened)).ToList().ForEach(visits.Count);
        });
        visits.ShouldBeComplete(output);
    }

    /// <summary>Each stream is folded alone, as an audit does it, and gives what the session made of it all.</summary>
    [Fact]
    public void The_fold_of_all_that_happened_equals_the_picture() => Run.ForAll(Step.Histories, Histories, steps =>
    {
        var story = History.Of(steps).Story;
        var session = story.Past.OfType<Happened.ToAgent>().Aggregate(AgentSession.Initial, (folded, each) => folded.Evolve(each.Fact));
        Content.Of(session with { AsOf = story.Picture.Session.AsOf }).ShouldBe(Content.Of(story.Picture.Session));

        foreach (var stream in story.Past.OfType<Happened.ToContact>().GroupBy(each => each.ContactId))
        {
            var folded = (Contact.Seen)stream.Aggregate(Contact.Initial, (contact, each) => Contact.Evolve(contact, stream.Key, each.Event));
            var open = story.Picture.Contacts.SingleOrDefault(each => each.ContactId == stream.Key);
            (open is null ? folded.Phase == ContactPhase.Cleared : Content.Of(open) == Content.Of(folded)).ShouldBeTrue(folded.ToString());
        }

        foreach (var stream in story.Past.OfType<Happened.ToConnection>().GroupBy(each => each.ConnectionId))
        {
            var folded = (Connection.Seen)stream.Aggregate(Connection.Initial, (one, each) => Connection.Evolve(one, stream.Key, each.Event));
            var open = story.Picture.FindConnection(stream.Key);
            (open is null ? !folded.IsLiving : open == folded).ShouldBeTrue(folded.ToString());
        }
    });

    [Fact]
    public void No_connection_of_a_contact_that_is_over_lives_and_none_is_without_a_contact() => ForAllMoments(moment =>
    {
        var picture = moment.After.Picture;
        picture.Connections.All(connection => picture.Contacts.Any(contact => contact.ContactId == connection.Party.ContactId)).ShouldBeTrue();
        picture.Calls.Where(call => call.Contact.IsOver).SelectMany(call => call.Connections).Any(connection => connection.IsLiving).ShouldBeFalse();
    });

    private static void ForAllMoments(Action<Moment> holds) =>
        Run.ForAll(Step.Histories, Histories, steps => History.Of(steps).Moments.ForEach(holds));

    private static string? EndedBy(AgentFact fact) => fact switch
    {
        AgentFact.RequestConfirmed confirmed => confirmed.RequestId,
        AgentFact.RequestFailed failed => failed.RequestId,
        _ => null,
    };
}

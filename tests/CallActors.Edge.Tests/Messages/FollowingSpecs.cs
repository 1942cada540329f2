using CallActors.Domain.Agents;
using CallActors.Edge.Messages;
using CallActors.Edge.Sockets;
using CallActors.Edge.Tests.Running;
using CallActors.Engine;

namespace CallActors.Edge.Tests.Messages;

public sealed class FollowingSpecs
{
    private readonly List<string> got = [];

    [Fact]
    public async Task What_is_told_while_subscribing_does_not_overtake_what_was_missed()
    {
        await FollowAsync(5, tell =>
        {
            tell(Told(8));
            return new Subscription(View(7), [Told(6), Told(7)], () => { });
        });
        got.ShouldBe(["missed 6", "missed 7", "told 8", "told 9"]);
    }

    [Fact]
    public async Task Where_what_was_missed_is_too_old_the_state_comes_instead()
    {
        await FollowAsync(5, _ => new Subscription(View(70_000), null, () => { }));
        got.ShouldBe(["sync 70000", "told 9"]);
    }

    [Fact]
    public async Task A_revision_that_never_was_gets_the_state()
    {
        await FollowAsync(8, _ => new Subscription(View(7), [], () => { }));
        got.ShouldBe(["sync 7", "told 9"]);
    }

    [Fact]
    public async Task Who_asks_for_nothing_gets_what_comes()
    {
        await FollowAsync(null, _ => new Subscription(View(7), [], () => { }));
        got.ShouldBe(["told 9"]);
    }

    [Fact]
    public async Task More_than_is_held_while_subscribing_ends_it_and_nothing_is_told()
    {
        var isEnded = false;
        await Should.ThrowAsync<TooManySocketsException>(FollowAsync(5, tell =>
        {
            for (var revision = 8; revision <= 300; revision++)
            {
                tell(Told(revision));
            }

            return new Subscription(View(7), [Told(6), Told(7)], () => isEnded = true);
        }));
        isEnded.ShouldBeTrue();
        got.ShouldBeEmpty();
    }

    private async Task FollowAsync(long? after, Func<Action<Told>, Subscription> subscribe)
    {
        Action<Told>? later = null;
        var engine = new TroubledEngine
        {
            OnSubscribe = tell =>
            {
                later = tell;
                return subscribe(tell);
            },
        };
        await engine.FollowAsync(
            "agent1", after, missed => got.AddRange(missed.Select(told => $"missed {told.Revision}")),
            (_, view) => got.Add($"sync {view.Revision}"), told => got.Add($"told {told.Revision}"), CancellationToken.None);
        later!(Told(9));
    }

    private static AgentView View(long revision) => new("agent1", revision, DateTimeOffset.UnixEpoch, Picture.Initial);

    private static Told Told(long revision) => new("agent1", revision, revision - 1, DateTimeOffset.UnixEpoch, null, true, ["{}"u8.ToArray()]);
}

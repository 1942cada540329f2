using static CallActors.Client.Tests.ScriptedNode;

namespace CallActors.Client.Tests;

/// <summary>How sockets end, and where the next one goes on: each event is told once, whatever happened.</summary>
public sealed class CloseSpecs
{
    [Theory]
    [InlineData(1001)]
    [InlineData(1011)]
    [InlineData(1012)]
    [InlineData(1013)]
    [InlineData(4008)]
    [InlineData(0)]
    public async Task Whatever_closes_the_socket_the_next_one_goes_on_after_the_last_whole_change(int code)
    {
        await using var node = await StartAsync(
            (code, [Sync(4), Told(6, 4), Told(8, 6, 1, 2)]), (code, [Told(8, 6, 1, 2), Told(8, 6, 2, 2), Told(9, 8)]));
        var (events, links) = await FollowAsync(node);

        events.ShouldBe(["sync 4", "r6.1", "r8.1", "r8.2", "r9.1"]);
        node.Asked.ShouldBe([$"{long.MaxValue}", "6", "9"]);
        links.Where(each => !each.IsOpen).ShouldAllBe(each => each.CloseCode == (code == 0 ? null : code) && each.NextAttemptIn < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_gap_is_asked_for_again_from_where_it_began()
    {
        await using var node = await StartAsync(
            (1001, [Sync(4), Told(6, 4), Told(9, 8)]), (1001, [Told(8, 6), Told(9, 8)]));

        (await FollowAsync(node)).Events.ShouldBe(["sync 4", "r6.1", "r8.1", "r9.1"]);
        node.Asked[1].ShouldBe("6");
    }

    [Fact]
    public async Task A_missing_part_is_a_gap()
    {
        await using var node = await StartAsync((1001, [Sync(4), Told(6, 4, 2, 2)]), (1001, [Told(6, 4, 1, 2), Told(6, 4, 2, 2)]));

        (await FollowAsync(node)).Events.ShouldBe(["sync 4", "r6.1", "r6.2"]);
    }

    [Fact]
    public async Task What_a_node_tells_twice_is_given_once()
    {
        await using var node = await StartAsync((1001, [Sync(4), Told(6, 4), Told(6, 4), Told(7, 6), Told(6, 4)]));

        (await FollowAsync(node)).Events.ShouldBe(["sync 4", "r6.1", "r7.1"]);
    }

    [Fact]
    public async Task A_state_in_place_of_what_was_missed_begins_anew_even_at_a_lower_revision()
    {
        await using var node = await StartAsync((1001, [Sync(40), Told(41, 40)]), (1001, [Sync(3), Told(4, 2)]));

        (await FollowAsync(node)).Events.ShouldBe(["sync 40", "r41.1", "sync 3", "r4.1"]);
        node.Asked.ShouldBe([$"{long.MaxValue}", "41", "4"]);
    }

    [Fact]
    public async Task What_is_no_message_is_left_and_a_message_of_a_newer_version_is_given_as_it_came()
    {
        var newer = """{"channel":"Amazon","topic":"Weather","subtopic":"Rain","message":1,"meta":{"revision":5,"previous":4,"part":1,"parts":1,"at":"2026-11-22T10:30:00.000Z"} }""";
        await using var node = await StartAsync((1001, [Sync(4), newer, "no JSON", Told(6, 5)]), (1001, [Told(6, 5)]));

        (await FollowAsync(node)).Events.ShouldBe(["sync 4", "Weather/Rain", "r6.1"]);
        node.Asked[1].ShouldBe("5");
    }

    private static async Task<(string[] Events, LinkState[] Links)> FollowAsync(ScriptedNode node)
    {
        await using var site = new CallActorsClient(new CallActorsOptions { Addresses = [node.Address], Source = "tests", FirstPause = TimeSpan.FromMilliseconds(10) });
        var agent = site.Agent("agent1");
        var links = new List<LinkState>();
        agent.LinkChanged += links.Add;
        await using (var log = new EventLog(ending => agent.Events(cancellation: ending)))
        {
            await node.AllSaidAsync();
            return ([.. log.Events.Select(Word)], [.. links]);
        }
    }

    private static string Word(AgentEvent each) => each switch
    {
        AgentEvent.CallsSynced sync => $"sync {sync.Meta!.Revision}",
        AgentEvent.CcpAgentState told => told.Name!,
        AgentEvent.Other other => $"{other.Topic}/{other.Subtopic}",
        _ => each.ToString(),
    };
}

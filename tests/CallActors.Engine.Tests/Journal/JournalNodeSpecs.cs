using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Journal;

/// <summary>Which nodes live, as one of them knows it between its questions.</summary>
public sealed class JournalNodeSpecs : IDisposable
{
    private readonly JournalNode node = new();
    private readonly JournalNode other = new();
    private int asked;

    public JournalNodeSpecs() => node.Refreshing = _ =>
    {
        asked++;
        return Task.CompletedTask;
    };

    [Fact]
    public async Task A_node_that_joined_since_the_last_answer_is_asked_for_before_it_counts_as_gone()
    {
        node.SetLive([node.Id], askedAt: 1);
        var attachment = other.NewAttachment();
        node.Refreshing = _ =>
        {
            node.SetLive([node.Id, other.Id], askedAt: 2);
            return Task.CompletedTask;
        };

        await node.LearnOfAsync([attachment], default);

        node.IsElsewhere(attachment).ShouldBeTrue();
    }

    [Fact]
    public async Task A_node_that_is_gone_is_asked_for_once()
    {
        await node.LearnOfAsync([other.NewAttachment()], default);
        await node.LearnOfAsync([other.NewAttachment()], default);

        asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_died_before_our_eyes_is_not_asked_for()
    {
        var died = 0;
        node.Died += () => died++;
        node.SetLive([node.Id, other.Id], askedAt: 1);
        node.SetLive([node.Id], askedAt: 2);

        await node.LearnOfAsync([other.NewAttachment(), node.NewAttachment()], default);

        (died, asked).ShouldBe((1, 0));
    }

    [Fact]
    public void An_answer_that_a_newer_one_overtook_says_nothing()
    {
        node.SetLive([node.Id, other.Id], askedAt: 2);
        node.SetLive([node.Id], askedAt: 1);

        node.IsElsewhere(other.NewAttachment()).ShouldBeTrue();
    }

    public void Dispose()
    {
        node.Dispose();
        other.Dispose();
    }
}

using System.Net.WebSockets;
using CallActors.Edge.Sockets;

namespace CallActors.Edge.Tests.Sockets;

public sealed class OutboxSpecs
{
    [Fact]
    public async Task What_was_posted_before_the_close_is_still_sent()
    {
        var outbox = new Outbox(10, 1000);
        outbox.Begin([Bytes(1)]);
        outbox.TryPost(Bytes(2)).ShouldBeTrue();
        outbox.Close(WebSocketCloseStatus.EndpointUnavailable, "stopping");
        outbox.TryPost(Bytes(3)).ShouldBeFalse();
        (await TakenAsync(outbox)).ShouldBe([1, 2]);
        outbox.Closed!.Reason.ShouldBe("stopping");
    }

    [Theory]
    [InlineData(3, 1000)]
    [InlineData(100, 3)]
    public async Task Who_is_too_slow_is_cut_off_and_gets_nothing_of_what_waits(int messages, int bytes)
    {
        var outbox = new Outbox(messages, bytes);
        var closed = 0;
        outbox.OnClosed = () => closed++;
        Enumerable.Range(1, 3).ShouldAllBe(number => outbox.TryPost(Bytes(number)));
        outbox.TryPost(Bytes(4)).ShouldBeFalse();
        outbox.TryPost(Bytes(5)).ShouldBeFalse();
        (await TakenAsync(outbox)).ShouldBeEmpty();
        outbox.Closed!.Status.ShouldBe(Outbox.TooSlow);
        outbox.Closed.Reason.ShouldContain("after=");
        outbox.Closed.Reason.Length.ShouldBeLessThanOrEqualTo(123);
        closed.ShouldBe(1);
    }

    [Fact]
    public async Task Who_keeps_up_may_get_any_number()
    {
        var outbox = new Outbox(2, 1000);
        var taken = new List<int>();
        outbox.TryPost(Bytes(0));
        await outbox.SendAllAsync(message =>
        {
            taken.Add(message.Span[0]);
            if (taken.Count == 100)
            {
                outbox.Close(WebSocketCloseStatus.NormalClosure, "");
            }
            else
            {
                outbox.TryPost(Bytes(taken.Count)).ShouldBeTrue();
            }

            return ValueTask.CompletedTask;
        });

        taken.ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task What_was_missed_is_sent_first_however_much_it_is()
    {
        var outbox = new Outbox(2, 1000);
        outbox.Begin(Enumerable.Range(0, 200).Select(Bytes));
        outbox.TryPost(Bytes(200));
        outbox.Close(WebSocketCloseStatus.NormalClosure, "");
        (await TakenAsync(outbox)).ShouldBe(Enumerable.Range(0, 201));
    }

    private static ReadOnlyMemory<byte> Bytes(int number) => new[] { (byte)number };

    private static async Task<List<int>> TakenAsync(Outbox outbox)
    {
        var taken = new List<int>();
        await outbox.SendAllAsync(message =>
        {
            taken.Add(message.Span[0]);
            return ValueTask.CompletedTask;
        });
        return taken;
    }
}

using CallActors.Connect.Api.Model;
using CallActors.Connect.Api.Quotas;
using CallActors.Connect.Tests.Loopback;

namespace CallActors.Connect.Tests.Api;

/// <summary>Each operation stays within the account's quota, whichever client of the site calls.</summary>
public sealed class QuotaSpecs
{
    private readonly ManualClock clock = new();

    [Fact]
    public async Task What_exceeds_the_quota_is_refused_before_it_is_sent_and_says_when_to_try_again()
    {
        await using var server = await LoopbackServer.StartAsync();
        var quotas = new RequestQuotas(clock);
        using var client = Clients.To(server.Url, quotas);
        using var other = Clients.To(server.Url, quotas);
        for (var call = 0; call < 5; call++)
        {
            await (call % 2 == 0 ? client : other).PutUserStatusAsync(new() { InstanceId = "i", UserId = "u", AgentStatusId = "s" });
        }

        var error = await Should.ThrowAsync<RequestQuotaException>(() =>
            other.PutUserStatusAsync(new() { InstanceId = "i", UserId = "u", AgentStatusId = "s" }));

        error.Message.ShouldBe("The quota of PutUserStatus is used up: 2 requests a second, 5 at once, for the whole account. Try again in 500 ms.");
        error.RetryAfter.ShouldBe(TimeSpan.FromMilliseconds(500));
        server.Received.Count.ShouldBe(5);

        await client.StopContactAsync(new() { InstanceId = "i", ContactId = "c" });
        clock.Advance(error.RetryAfter);
        await client.PutUserStatusAsync(new() { InstanceId = "i", UserId = "u", AgentStatusId = "s" });
        server.Received.Count.ShouldBe(7);
    }

    [Fact]
    public async Task The_clients_own_retries_count_and_are_owed()
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = before => before < 2
            ? new Answer(429, "{}", new() { ["x-amzn-ErrorType"] = "ThrottlingException" })
            : new Answer(200, "{}");
        using var client = Clients.To(server.Url, new RequestQuotas(clock, _ => new RequestQuota(1, 1)));
        var stop = new StopContactRequest { InstanceId = "i", ContactId = "c" };

        await client.StopContactAsync(stop);
        var error = await Should.ThrowAsync<RequestQuotaException>(() => client.StopContactAsync(stop));

        server.Received.Count.ShouldBe(3);
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("StopContact", 10, 15)]
    [InlineData("DescribeContact", 10, 15)]
    [InlineData("GetContactAttributes", 10, 15)]
    [InlineData("UpdateContactAttributes", 10, 15)]
    [InlineData("GetCurrentUserData", 2, 5)]
    [InlineData("StartOutboundVoiceContact", 2, 5)]
    public async Task An_operation_has_Amazons_quota(string operation, int perSecond, int burst)
    {
        var quotas = new RequestQuotas(clock);
        (await TakenAsync(quotas, operation, 100)).ShouldBe(burst);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await TakenAsync(quotas, operation, 100)).ShouldBe(perSecond);
    }

    [Fact]
    public async Task A_long_pause_gives_the_burst_and_no_more()
    {
        var quotas = new RequestQuotas(clock);
        (await TakenAsync(quotas, "PutUserStatus", 9)).ShouldBe(5);
        clock.Advance(TimeSpan.FromHours(1));
        (await TakenAsync(quotas, "PutUserStatus", 9)).ShouldBe(5);
    }

    [Fact]
    public async Task Calls_at_the_same_moment_never_take_more_than_there_is()
    {
        var quotas = new RequestQuotas(clock);
        var taken = 0;
        await Parallel.ForAsync(0, 2000, async (_, stop) => Interlocked.Add(ref taken, await quotas.TakeAsync("StopContact", cancellation: stop) is null ? 1 : 0));
        taken.ShouldBe(15);
    }

    private static async Task<int> TakenAsync(RequestQuotas quotas, string operation, int attempts)
    {
        var taken = 0;
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            taken += await quotas.TakeAsync(operation) is null ? 1 : 0;
        }

        return taken;
    }

    private sealed class ManualClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref now);

        public void Advance(TimeSpan time) => Interlocked.Add(ref now, time.Ticks);
    }
}

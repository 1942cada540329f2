using System.Diagnostics;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Quotas;
using CallActors.Connect.Tests.Loopback;
using CallActors.Engine.Journal.Postgres;
using CallActors.Engine.Tests.Journal;

namespace CallActors.Connect.Tests.Api;

/// <summary>The clients of two nodes take from one bucket, which lies in the journal's database.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SiteQuotaSpecs(PostgresServer server)
{
    [SkippableFact]
    public async Task Two_nodes_together_stay_within_the_quota_and_the_refusal_says_when_to_try_again()
    {
        var database = await server.CreateDatabaseAsync();
        await using var one = await PostgresJournal.OpenAsync(database);
        await using var other = await PostgresJournal.OpenAsync(database);
        await using var amazon = await LoopbackServer.StartAsync();
        using var clientOfOne = Clients.To(amazon.Url, QuotasOf(one));
        using var clientOfOther = Clients.To(amazon.Url, QuotasOf(other));
        var began = Stopwatch.StartNew();

        var refusals = (await Task.WhenAll(Enumerable.Range(0, 40).Select(call => TryAsync(call % 2 == 0 ? clientOfOne : clientOfOther)))).OfType<RequestQuotaException>().ToArray();

        var refilled = (int)Math.Ceiling(began.Elapsed.TotalSeconds * 2);
        amazon.Received.Count.ShouldBeInRange(5, 5 + refilled);
        (refusals.Length + amazon.Received.Count).ShouldBe(40);
        refusals.ShouldAllBe(refusal => refusal.RetryAfter > TimeSpan.Zero && refusal.RetryAfter <= TimeSpan.FromMilliseconds(500));
        refusals[^1].Message.ShouldMatch(
            "^The quota of PutUserStatus is used up: 2 requests a second, 5 at once, for the whole account. Try again in [0-9]+ ms.$");

        // Another operation has a bucket of its own; and what was said is true: after that time one more fits.
        await clientOfOther.DismissUserContactAsync(new() { InstanceId = "i", UserId = "u", ContactId = "c" });
        await Task.Delay(refusals.Max(refusal => refusal.RetryAfter) + TimeSpan.FromMilliseconds(20));
        (await TryAsync(clientOfOther)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task The_bucket_refills_to_its_burst_and_what_is_owed_is_paid_first()
    {
        await using var node = await PostgresJournal.OpenAsync(await server.CreateDatabaseAsync());
        var quotas = new RequestQuotas(TakeFrom(node), _ => new RequestQuota(0.001, 2));

        (await quotas.TakeAsync("A")).ShouldBeNull();
        (await quotas.TakeAsync("A")).ShouldBeNull();
        (await quotas.TakeAsync("A"))!.Value.TotalSeconds.ShouldBeInRange(900, 1000);
        for (var time = 0; time < 5; time++)
        {
            (await quotas.TakeAsync("A", mayOwe: true)).ShouldBeNull();
        }

        // At most as much as the burst is owed.
        (await quotas.TakeAsync("A"))!.Value.TotalSeconds.ShouldBeInRange(2900, 3000);
        (await new RequestQuotas(TakeFrom(node), _ => new RequestQuota(100_000, 3)).TakeAsync("A")).ShouldBeNull();
    }

    private static RequestQuotas QuotasOf(PostgresJournal journal) => new(TakeFrom(journal));

    private static TakeRequest TakeFrom(PostgresJournal journal) => (operation, quota, mayOwe, cancellation) =>
        journal.Node!.TakeAsync(operation, quota.RequestsPerSecond, quota.Burst, mayOwe, cancellation);

    private static async Task<Exception?> TryAsync(AmazonConnectClient client)
    {
        try
        {
            await client.PutUserStatusAsync(new() { InstanceId = "i", UserId = "u", AgentStatusId = "s" });
            return null;
        }
        catch (RequestQuotaException refusal)
        {
            return refusal;
        }
    }
}

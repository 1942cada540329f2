using System.Text.Json.Nodes;
using CallActors.Connect.Tests.Loopback;

namespace CallActors.Connect.Tests.Api;

/// <summary>Amazon's own JavaScript SDK and our client, given the same calls, against one server.</summary>
[Collection(nameof(AmazonsOwnClient))]
public sealed class SideBySideSpecs(AmazonsOwnClient amazons)
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, ApiCases.All.Count)];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public async Task The_request_equals_the_one_of_Amazons_SDK(int index)
    {
        amazons.SkipWhereMissing();
        await using var server = await LoopbackServer.StartAsync();
        var (theirs, ours) = await BothAsync(server, index);

        ours.Method.ShouldBe(theirs.Method);
        ours.Target.ShouldBe(theirs.Target);
        Comparable(ours.Body).ShouldBe(Comparable(theirs.Body));
        ours.ContentType.ShouldBe(theirs.ContentType);
        ScopeOf(ours.Authorization).ShouldBe(ScopeOf(theirs.Authorization));
    }

    [SkippableTheory]
    [InlineData("eu-central-1")]
    [InlineData("us-east-1")]
    [InlineData("us-gov-west-1")]
    [InlineData("cn-north-1")]
    [InlineData("xx-new-1")]
    public async Task The_endpoint_of_a_Region_equals_the_one_of_Amazons_SDK(string region)
    {
        amazons.SkipWhereMissing();
        foreach (var (fips, dualStack) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            var theirs = (await amazons.ResolveAsync(region, fips, dualStack))["output"]?.GetValue<string>();
            new Uri(Endpoints.Of(region, fips, dualStack)).ToString().ShouldBe(theirs, $"FIPS {fips}, dual stack {dualStack}");
        }
    }

    [SkippableFact]
    public async Task The_guide_shows_both_requests_of_every_operation()
    {
        amazons.SkipWhereMissing();
        await using var server = await LoopbackServer.StartAsync();
        var rows = new List<string>();
        foreach (var operation in ApiCases.All.DistinctBy(ApiCases.OperationOf))
        {
            var (theirs, ours) = await BothAsync(server, ApiCases.All.ToList().IndexOf(operation));
            rows.Add(RequestTable.RowOf(ApiCases.OperationOf(operation), theirs, ours));
        }

        RequestTable.Verify(rows);
    }

    private async Task<(ReceivedRequest Theirs, ReceivedRequest Ours)> BothAsync(LoopbackServer server, int index)
    {
        var request = ApiCases.All[index];
        server.Forget();
        var output = await amazons.SendAsync(ApiCases.OperationOf(request), AsPlainJson.Of(request)!, server.Url);
        output["error"].ShouldBeNull();
        using var client = Clients.To(server.Url);
        await client.CallAsync(request);
        server.Received.Count.ShouldBe(2);
        return (server.Received[0], server.Received[1]);
    }

    /// <summary>
    /// The JSON, in one way of escaping: two spell a rare character differently. A token that nobody gave is another one
    /// each time; that it is one is all that can be compared.
    /// </summary>
    private static string Comparable(string body)
    {
        if (body.Length == 0)
        {
            return body;
        }

        var json = JsonNode.Parse(body)!;
        if (json["ClientToken"]?.GetValue<string>() is { } token && Guid.TryParse(token, out _))
        {
            json["ClientToken"] = "generated";
        }

        return json.ToJsonString();
    }

    /// <summary>Algorithm, key, Region and service of the signature.</summary>
    private static string ScopeOf(string authorization)
    {
        authorization.ShouldStartWith("AWS4-HMAC-SHA256 Credential=test/");
        authorization.ShouldContain("Signature=");
        return authorization[..authorization.IndexOf(", ", StringComparison.Ordinal)];
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;

namespace CallActors.Nodes.Tests;

/// <summary>Nodes of one site, whose agents have no bridge, with Amazon's API and feeds.</summary>
[Collection(PostgresCollection.Name)]
public sealed class AmazonApiSpecs(PostgresServer server)
{
    private const string Agent = "agent-1";
    private const string Contact = "contact-1";

    private static readonly Dictionary<string, string> Environment = new()
    {
        ["CALLACTORS_AGENT_EVENTS_KEY"] = "key",
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
    };

    [SkippableFact]
    public async Task One_node_puts_agents_right_and_when_it_is_killed_another_does()
    {
        await using var amazon = await AmazonStandIn.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await using var first = Start(database, amazon);
        await first.ReadyAsync();
        await using var second = Start(database, amazon);
        await second.ReadyAsync();
        amazon.Contacts[Agent] = (Contact, "CONNECTED");
        await DeliverAsync(second, "CONNECTED", -60);
        (await StateAsync(first)).ShouldContain("\"status\":\"connected\"");
        amazon.Of("GetCurrentUserData").ShouldBeEmpty("Each started before there were agents.");

        amazon.Contacts.TryRemove(Agent, out _);
        await first.KillAsync();

        await Eventually.TrueAsync(async () => (await StateAsync(second)).Contains("\"calls\":[]", StringComparison.Ordinal), "the other node put it right");
        amazon.Of("GetCurrentUserData").ShouldHaveSingleItem();

        // A node that comes back follows: it asks nothing.
        first.StartAgain();
        await first.ReadyAsync();
        (await StateAsync(first)).ShouldContain("\"calls\":[]");
        amazon.Of("GetCurrentUserData").ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task A_record_that_one_node_set_aside_is_listed_retried_and_deleted_at_another()
    {
        await using var amazon = await AmazonStandIn.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await using var first = Start(database, amazon);
        await using var second = Start(database, amazon);
        await Task.WhenAll(first.ReadyAsync(), second.ReadyAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/connect/agent-events")
        {
            Content = new StringContent($$"""{"requestId":"r","timestamp":0,"records":[{"data":"{{Convert.ToBase64String("{\"no\":\"event\"}"u8)}}"}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Amz-Firehose-Access-Key", "key");
        using (var taken = await first.Http.SendAsync(request))
        {
            taken.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var number = (await second.Http.GetFromJsonAsync<JsonElement>("v1/connect/set-aside")).EnumerateArray().Single().GetProperty("number").GetInt64();
        (await second.Http.GetFromJsonAsync<JsonElement>($"v1/connect/set-aside/{number}")).GetProperty("personal").GetBytesFromBase64()
            .ShouldBe("{\"no\":\"event\"}"u8.ToArray());
        (await second.Http.PostAsync($"v1/connect/set-aside/{number}/retry", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Http.DeleteAsync($"v1/connect/set-aside/{number}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await first.Http.GetStringAsync("v1/connect/set-aside")).ShouldBe("[]");
    }

    private static Node Start(string database, AmazonStandIn amazon) => Node.Start(
        database, Environment, "--amazon-instance", AmazonStandIn.Instance, "--amazon-region", "us-east-1", "--amazon-endpoint", amazon.Url);

    private static async Task DeliverAsync(Node node, string state, double second)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/connect/agent-events")
        {
            Content = JsonContent.Create(
                AmazonStandIn.Delivery((Agent, Contact, state, DateTimeOffset.UtcNow.AddSeconds(second))), options: JsonSerializerOptions.Default),
        };
        request.Headers.Add("X-Amz-Firehose-Access-Key", "key");
        using var answer = await node.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<string> StateAsync(Node node) => node.Http.GetStringAsync($"v1/agents/{Agent}/state");
}

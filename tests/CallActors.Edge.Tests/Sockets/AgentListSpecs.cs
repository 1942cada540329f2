using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallActors.Edge.Tests.Running;

namespace CallActors.Edge.Tests.Sockets;

public sealed class AgentListSpecs
{
    [Fact]
    public async Task The_list_of_agents_is_given_in_pages_that_lead_to_each_other()
    {
        await using var edge = await RunningEdge.StartAsync();
        foreach (var agent in new[] { "b", "a", "c-1", "d", "A" })
        {
            using var bridge = await edge.AttachAsync(agent);
        }

        var (seen, pages) = (new List<string>(), 0);
        for (var path = "/v1/agents?limit=2"; path is not null; pages++)
        {
            using var answer = await edge.Http.GetAsync(path);
            seen.AddRange((await answer.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().Select(each => each.GetProperty("agentId").GetString()!));
            path = answer.Headers.TryGetValues("Link", out var link) ? link.Single()[1..].Split('>')[0] : null;
        }

        seen.ShouldBe(["A", "a", "b", "c-1", "d"]);
        pages.ShouldBe(3);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("-1")]
    [InlineData("all")]
    public async Task A_page_that_is_no_number_of_agents_is_refused(string limit)
    {
        await using var edge = await RunningEdge.StartAsync();

        using var answer = await edge.Http.GetAsync($"/v1/agents?limit={limit}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("a whole number from 1 to 1000");
    }
}

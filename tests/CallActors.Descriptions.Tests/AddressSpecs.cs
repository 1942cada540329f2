using System.Text.Json;
using System.Text.RegularExpressions;
using CallActors.Edge;
using CallActors.Engine;
using CallActors.Engine.Journal.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Descriptions.Tests;

/// <summary>The OpenAPI document against the addresses that the edge really has.</summary>
public sealed partial class AddressSpecs : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("callactors-").FullName;
    private SqliteJournal journal = null!;
    private EmbeddedEngine engine = null!;
    private WebApplication app = null!;
    private JsonElement document;

    public async Task InitializeAsync()
    {
        journal = SqliteJournal.Open(Path.Combine(folder, "callactors.db"));
        engine = EmbeddedEngine.Start(journal, new EngineOptions(), NullLogger.Instance);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddLogging();
        builder.Services.AddSingleton<ICallEngine>(engine);
        builder.Services.AddCallActorsEdge(new EdgeOptions());
        app = builder.Build();
        app.MapCallActorsEdge();
        await app.StartAsync();
        using var client = new HttpClient();
        var answer = await client.GetAsync(new Uri($"{app.Urls.Single()}/openapi/v1.json"));
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        document = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await engine.DisposeAsync();
        await journal.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Every_address_of_the_edge_is_described_and_no_other()
    {
        var served = Served().Select(each => each.Operation).Order().ToArray();
        served.Length.ShouldBeGreaterThan(5);
        Described().Select(each => each.Operation).Order().ShouldBe(served);
    }

    [Fact]
    public void Every_part_of_an_address_that_varies_is_described()
    {
        foreach (var (operation, parameters) in Described())
        {
            Placeholder().Matches(operation).Select(match => match.Groups[1].Value).ShouldBe(parameters, ignoreOrder: true, operation);
        }
    }

    /// <summary>The console's files are pages and no interface: those are served to HEAD too.</summary>
    private IEnumerable<(string Operation, RouteEndpoint Endpoint)> Served() =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        where !methods.Contains(HttpMethods.Head)
        from method in methods
        select ($"{method} /{Constraint().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), "")}", endpoint);

    private IEnumerable<(string Operation, string[] Parameters)> Described() =>
        from path in document.GetProperty("paths").EnumerateObject()
        let shared = path.Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().Select(NameOf).ToArray() : []
        from method in path.Value.EnumerateObject()
        where method.Name != "parameters"
        select ($"{method.Name.ToUpperInvariant()} {path.Name}", shared);

    private static string NameOf(JsonElement parameter) => parameter.GetProperty("$ref").GetString()!.Split('/')[^1];

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();

    /// <summary>What a route asks of its value, such as <c>:long</c>.</summary>
    [GeneratedRegex(@":\w+(?=\})")]
    private static partial Regex Constraint();
}

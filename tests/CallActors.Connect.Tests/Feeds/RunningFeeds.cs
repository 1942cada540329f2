using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallActors.Edge;
using CallActors.Edge.Feeds;
using CallActors.Engine;
using CallActors.Engine.Journal.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Connect.Tests.Feeds;

/// <summary>The edge over the embedded engine and a journal in a folder of its own, with the feeds let in.</summary>
internal sealed class RunningFeeds : IAsyncDisposable
{
    public const string AccessKey = "access key of Firehose";
    public const string ApiKey = "key of EventBridge";
    private readonly DirectoryInfo folder;
    private readonly FeedOptions options;
    private SqliteJournal journal = null!;
    private WebApplication app = null!;

    private readonly bool keepsNone;

    private RunningFeeds(DirectoryInfo folder, FeedOptions options, bool keepsNone) =>
        (this.folder, this.options, this.keepsNone) = (folder, options, keepsNone);

    public HttpClient Http { get; private set; } = null!;

    public ICallEngine Engine => app.Services.GetRequiredService<ICallEngine>();

    public static async Task<RunningFeeds> StartAsync(Func<FeedOptions, FeedOptions>? change = null, bool keepsNone = false)
    {
        var folder = Directory.CreateTempSubdirectory("callactors-feeds-");
        var options = new FeedOptions { AgentEventsKey = AccessKey, ContactEventsKey = ApiKey };
        var running = new RunningFeeds(folder, change?.Invoke(options) ?? options, keepsNone);
        await running.StartAgainAsync();
        return running;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public Task<HttpResponseMessage> DeliverAsync(params byte[][] records) => PostAgentEventsAsync(Deliveries.Of("request-1", records));

    public async Task<HttpResponseMessage> PostAgentEventsAsync(byte[] body, string? key = AccessKey, bool isGzip = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/connect/agent-events") { Content = new ByteArrayContent(isGzip ? Deliveries.Packed(body) : body) };
        request.Headers.Add("X-Amz-Firehose-Request-Id", "request-1");
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (isGzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        if (key is not null)
        {
            request.Headers.Add("X-Amz-Firehose-Access-Key", key);
        }

        return await Http.SendAsync(request);
    }

    public async Task<HttpResponseMessage> PostContactEventsAsync(string body, string? key = ApiKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/connect/contact-events") { Content = new StringContent(body) };
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        return await Http.SendAsync(request);
    }

    public async Task<JsonArray> SetAsideAsync() => JsonNode.Parse(await Http.GetStringAsync("/v1/connect/set-aside"))!.AsArray();

    /// <summary>What the apps of an agent are told from now on, an event a line: whose connection, the event, the status before.</summary>
    public async Task<List<string>> ListenAsync(string agentId)
    {
        var told = new List<string>();
        await Engine.SubscribeAsync(agentId, null, change =>
        {
            lock (told)
            {
                told.AddRange(change.Parts.Select(part => Line(JsonDocument.Parse(part).RootElement)).OfType<string>());
            }
        }, default);
        return told;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Delete(recursive: true);
    }

    private static string? Line(JsonElement told)
    {
        if (told.GetProperty("topic").GetString() != "InboundCall")
        {
            return null;
        }

        var shown = told.GetProperty("message").GetProperty("call");
        var call = shown.GetProperty("ResponseActual");
        var before = call.TryGetProperty("previousStatus", out var status) ? $" after {status.GetString()}" : "";
        return $"{call.GetProperty("type").GetString()} {shown.GetProperty("event").GetString()}{before}";
    }

    private async Task StartAgainAsync()
    {
        journal = SqliteJournal.Open(Path.Combine(folder.FullName, "journal.db"));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ICallEngine>(_ => EmbeddedEngine.Start(journal, new EngineOptions(), NullLogger.Instance));
        builder.Services.AddLogging();
        builder.Services.AddCallActorsEdge(new EdgeOptions { Feeds = keepsNone ? options : options with { SetAside = journal.SetAside } });
        app = builder.Build();
        app.MapCallActorsEdge();
        await app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await journal.DisposeAsync();
    }
}

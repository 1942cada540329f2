using System.Net.WebSockets;
using CallActors.Edge;
using CallActors.Engine;
using CallActors.Engine.Journal.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Edge.Tests.Running;

/// <summary>The edge on a free port, over the embedded engine and a journal in a folder of its own.</summary>
internal sealed class RunningEdge : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly SqliteJournal journal;
    private readonly WebApplication app;

    private RunningEdge(DirectoryInfo folder, SqliteJournal journal, WebApplication app)
    {
        (this.folder, this.journal, this.app) = (folder, journal, app);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public ICallEngine Engine => app.Services.GetRequiredService<ICallEngine>();

    /// <param name="engine">Null for the embedded one.</param>
    public static async Task<RunningEdge> StartAsync(EdgeOptions? options = null, ICallEngine? engine = null)
    {
        var folder = Directory.CreateTempSubdirectory("callactors-edge-");
        var journal = SqliteJournal.Open(Path.Combine(folder.FullName, "journal.db"));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(_ => engine ?? EmbeddedEngine.Start(journal, new EngineOptions(), NullLogger.Instance));
        builder.Services.AddLogging();
        builder.Services.AddCallActorsEdge(options ?? new EdgeOptions());
        var app = builder.Build();
        app.MapCallActorsEdge();
        await app.StartAsync();
        return new RunningEdge(folder, journal, app);
    }

    public async Task<TestSocket> ConnectAsync(string path, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        configure?.Invoke(socket.Options);
        await socket.ConnectAsync(new UriBuilder(new Uri(Http.BaseAddress!, path)) { Scheme = "ws" }.Uri, CancellationToken.None);
        return new TestSocket(socket);
    }

    /// <summary>A bridge that said hello and was welcomed.</summary>
    public async Task<TestSocket> AttachAsync(string agentId)
    {
        var bridge = await ConnectAsync("/v1/bridge");
        await bridge.SendAsync($$"""{"type":"hello","agentARN":"arn:aws:connect:r:1:instance/i/agent/{{agentId}}","username":"ada","name":"Ada"}""");
        (await bridge.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("welcome");
        return bridge;
    }

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await journal.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

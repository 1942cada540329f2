using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CallActors.Connect.Tests.Loopback;

/// <summary>A server on loopback in the place of Amazon Connect: it writes down what comes and answers what it is told.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedRequest> received = new();

    private LoopbackServer(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    /// <summary>What is answered, given how many requests came before.</summary>
    public Func<int, Answer> Answers { get; set; } = _ => new Answer(200, "{}");

    public IReadOnlyList<ReceivedRequest> Received => [.. received];

    public static async Task<LoopbackServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new LoopbackServer(builder.Build());
        server.app.Run(server.ServeAsync);
        await server.app.StartAsync();
        return server;
    }

    public void Forget() => received.Clear();

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var request = new ReceivedRequest(
            context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, await body.ReadToEndAsync(),
            context.Request.ContentType, context.Request.Headers.Authorization.ToString());
        var before = received.Count;
        received.Enqueue(request);
        var answer = Answers(before);
        await Task.Delay(answer.Delay, context.RequestAborted);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers ?? [])
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(answer.Body);
    }
}

/// <param name="Target">Path and query, as they stood on the wire.</param>
public sealed record ReceivedRequest(string Method, string Target, string Body, string? ContentType, string Authorization);

public sealed record Answer(int Status, string Body, Dictionary<string, string>? Headers = null, string ContentType = "application/json")
{
    public TimeSpan Delay { get; init; }
}

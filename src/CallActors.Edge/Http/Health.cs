using System.Text;
using CallActors.Edge.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallActors.Edge.Http;

/// <summary>Whether this node runs, and whether it takes work: it does from its start until it is told to stop, while its journal answers.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        var journal = app.Services.GetRequiredService<JournalWatch>();
        app.MapGet("/health/live", context => context.AnswerAsync(StatusCodes.Status200OK, """{"status":"live"}"""u8.ToArray()));
        app.MapGet("/health/ready", context => Trouble() is { } trouble
            ? context.AnswerAsync(StatusCodes.Status503ServiceUnavailable, Encoding.UTF8.GetBytes($$"""{"status":"{{trouble}}"}"""))
            : context.AnswerAsync(StatusCodes.Status200OK, """{"status":"ready"}"""u8.ToArray()));

        string? Trouble() =>
            !lifetime.ApplicationStarted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested ? "stopping"
            : journal.IsOut ? "journal unavailable"
            : null;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallActors.Edge.Http;

/// <summary>Whether this node runs, and whether it takes work: it does from its start until it is told to stop.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        app.MapGet("/health/live", context => context.AnswerAsync(StatusCodes.Status200OK, """{"status":"live"}"""u8.ToArray()));
        app.MapGet("/health/ready", context =>
            lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested
                ? context.AnswerAsync(StatusCodes.Status200OK, """{"status":"ready"}"""u8.ToArray())
                : context.AnswerAsync(StatusCodes.Status503ServiceUnavailable, """{"status":"stopping"}"""u8.ToArray()));
    }
}

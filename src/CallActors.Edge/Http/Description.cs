using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Http;

/// <summary>Serves the OpenAPI document of these addresses. It is written by hand: what apps get is written byte by byte, so no type could give it.</summary>
internal static class Description
{
    private const string Name = "openapi.json";

    public static void MapDescription(this WebApplication app)
    {
        var document = Read();
        app.MapGet("/openapi/v1.json", context => context.AnswerAsync(StatusCodes.Status200OK, document));
    }

    private static ReadOnlyMemory<byte> Read()
    {
        using var stream = typeof(Description).Assembly.GetManifestResourceStream(Name)!;
        var document = new byte[stream.Length];
        stream.ReadExactly(document);
        return document;
    }
}

using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace CallActors.Edge.Console;

/// <summary>The console's files, as they were built into this assembly.</summary>
internal sealed class ConsoleFiles
{
    private const string Root = "wwwroot/";

    public IReadOnlyList<ConsoleFile> All { get; } = [.. Read(typeof(ConsoleFiles).Assembly)];

    private static IEnumerable<ConsoleFile> Read(Assembly assembly)
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Root, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var path = name[Root.Length..].Replace('\\', '/');
            var type = types.TryGetContentType(path, out var known) ? known : "application/octet-stream";
            yield return new ConsoleFile(
                path, type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type, content,
                $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
        }
    }
}

/// <param name="Path">Relative to the console's root, such as <c>console/theme.css</c>.</param>
internal sealed record ConsoleFile(string Path, string ContentType, ReadOnlyMemory<byte> Content, string EntityTag);

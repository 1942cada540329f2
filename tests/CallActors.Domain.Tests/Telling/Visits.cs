using System.Collections.Concurrent;
using System.Text;
using Xunit.Abstractions;

namespace CallActors.Domain.Tests.Telling;

/// <summary>Counts how often a run came by each thing that it is to come by, says so, and fails where it never did.</summary>
internal sealed class Visits(string title, IEnumerable<string> expected)
{
    private readonly string[] expected = [.. expected];
    private readonly ConcurrentDictionary<string, int> counts = new();

    public void Count(string row) => counts.AddOrUpdate(row, 1, (_, count) => count + 1);

    public void ShouldBeComplete(ITestOutputHelper output)
    {
        var text = new StringBuilder(title).AppendLine(":");
        foreach (var row in expected.Concat(counts.Keys.Except(expected).Order(StringComparer.Ordinal)))
        {
            text.AppendLine($"{counts.GetValueOrDefault(row),10}  {row}");
        }

        output.WriteLine(text.ToString());
        expected.Where(row => !counts.ContainsKey(row)).ShouldBeEmpty($"never visited by {title}");
    }
}

using System.Globalization;

namespace CallActors.Benchmarks.Measuring;

/// <summary>Processor time as Linux counts it, in seconds.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on

    /// <summary>Of one process, with its threads; those of children that ended and were waited for are in it too.</summary>
    public static double OfProcess(int processId) => Read($"/proc/{processId}/stat") is { } fields ? OfFields(fields) : 0;

    /// <summary>Of a process and its children, those that ended among them.</summary>
    public static double OfFamily(int processId)
    {
        var seconds = OfProcess(processId);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out _) && Read($"{folder}/stat") is { } fields
                && fields[1] == processId.ToString(CultureInfo.InvariantCulture))
            {
                seconds += OfFields(fields);
            }
        }

        return seconds;
    }

    /// <summary>What all processors of this machine spent on anything.</summary>
    public static double OfMachine()
    {
        // user nice system idle iowait irq softirq steal
        var all = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Number).ToArray();
        return (all.Sum() - all[3] - all[4]) / TicksPerSecond;
    }

    private static double OfFields(string[] fields) => fields[11..15].Sum(Number) / TicksPerSecond;

    /// <summary>The fields after the name, which may hold anything; null where the process is gone.</summary>
    private static string[]? Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}

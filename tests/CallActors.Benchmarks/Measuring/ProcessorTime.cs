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
        var parent = processId.ToString(CultureInfo.InvariantCulture);
        return OfProcess(processId) + All().Where(fields => fields[1] == parent).Sum(OfFields);
    }

    /// <summary>
    /// Of all processes of this machine, the kernel's own among them, and what its host gave to others. The machine's own
    /// count goes by what runs at each tick of its clock, and the clients of an open loop are woken by that clock: up to a
    /// third of the machine seemed to be somebody else's.
    /// </summary>
    public static double OfMachine()
    {
        // user nice system idle iowait irq softirq steal
        var stolen = Number(File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[8]) / TicksPerSecond;
        return stolen + All().Sum(OfFields);
    }

    private static IEnumerable<string[]> All() =>
        Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .Select(folder => Read($"{folder}/stat")).OfType<string[]>();

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

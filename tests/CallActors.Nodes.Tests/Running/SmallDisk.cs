using System.Globalization;

namespace CallActors.Nodes.Tests.Running;

/// <summary>A disk of a few megabytes in memory, which a test fills. Mounting it needs root on Linux; else the test is skipped.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Where it is mounted, for PostgreSQL to write to.</summary>
    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a small disk needs root on Linux.");
        var folder = Directory.CreateTempSubdirectory("callactors-disk-").FullName;
        var size = megabytes.ToString(CultureInfo.InvariantCulture);
        if (!await Shell.TryRunAsync($"mount -t tmpfs -o size={size}m,mode=700 none {folder} && chown postgres {folder}"))
        {
            Directory.Delete(folder);
            Skip.If(true, "This machine refuses to mount a disk in memory, or has no user postgres.");
        }

        return new SmallDisk(folder);
    }

    public async Task FillAsync() => (await Shell.TryRunAsync($"cat /dev/zero > {Filler} 2> /dev/null")).ShouldBeFalse("the disk is full");

    public void MakeRoom() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await Shell.TryRunAsync($"umount {Folder}");
        Directory.Delete(Folder, recursive: true);
    }
}

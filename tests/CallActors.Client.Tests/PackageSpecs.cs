using System.IO.Compression;
using System.Xml.Linq;
using CallActors.Host.Tests.Running;

namespace CallActors.Client.Tests;

public sealed class PackageSpecs
{
    [Fact]
    public async Task The_package_is_one_assembly_with_its_page_its_docstrings_and_its_symbols_and_depends_on_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("callactors-package-");
        try
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            await using var pack = RunningProcess.StartProgram(
                "dotnet", ["pack", Path.Combine(Root(), "src", "CallActors.Client"), "--no-build", "-c", configuration, "-o", folder.FullName]);
            (await pack.ExitAsync(TimeSpan.FromMinutes(3))).ShouldBe(0, pack.Output);

            folder.GetFiles().Select(file => file.Extension).ShouldBe([".nupkg", ".snupkg"], ignoreOrder: true);
            using var package = ZipFile.OpenRead(folder.GetFiles("*.nupkg").Single().FullName);
            var files = package.Entries.Select(entry => entry.FullName).ToArray();
            files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal))
                .ShouldBe(["lib/net10.0/CallActors.Client.dll", "lib/net10.0/CallActors.Client.xml"], ignoreOrder: true);
            files.ShouldContain("README.md");
            using var description = package.GetEntry("CallActors.Client.nuspec")!.Open();
            XDocument.Load(description).Descendants().Where(each => each.Name.LocalName == "dependency").ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CallActors.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}

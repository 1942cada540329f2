using CallActors.Edge.Sockets;

namespace CallActors.Edge.Tests.Sockets;

public sealed class ReadAheadSpecs : IDisposable
{
    private readonly ReadStream connection = new([1, 2, 3, 4, 5]);

    public void Dispose() => connection.Dispose();

    [Fact]
    public async Task What_came_together_is_read_from_the_connection_once()
    {
        var reading = new ReadAhead(connection);
        (await ReadAsync(reading, 2)).ShouldBe([1, 2]);
        (await ReadAsync(reading, 0)).ShouldBeEmpty();
        (await ReadAsync(reading, 10)).ShouldBe([3, 4, 5]);
        connection.Reads.ShouldBe(1);
        (await ReadAsync(reading, 2)).ShouldBeEmpty();
        connection.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Who_waits_until_something_comes_takes_nothing_of_it()
    {
        var reading = new ReadAhead(connection);
        (await ReadAsync(reading, 0)).ShouldBeEmpty();
        (await ReadAsync(reading, 5)).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Much_is_read_into_the_place_that_it_is_for()
    {
        (await ReadAsync(new ReadAhead(connection), 100_000)).ShouldBe([1, 2, 3, 4, 5]);
        connection.Reads.ShouldBe(1);
    }

    private static async Task<byte[]> ReadAsync(ReadAhead reading, int most)
    {
        var place = new byte[most];
        return place[..await reading.ReadAsync(place, default)];
    }

    private sealed class ReadStream(byte[] bytes) : MemoryStream(bytes)
    {
        public int Reads { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads++;
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}

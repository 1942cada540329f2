using System.IO.Compression;
using System.Text;
using CallActors.Connect.Feeds;
using CallActors.Connect.Tests.Loopback;

namespace CallActors.Connect.Tests.Feeds;

public sealed class FirehoseDeliverySpecs
{
    private const int Limit = 1_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_delivery_gives_its_records_packed_or_not(bool isGzip)
    {
        var body = Deliveries.Of("request-1", Fixture.AgentEvent("01_login"), Fixture.AgentEvent("04_hold"));

        var delivery = FirehoseDelivery.Read(isGzip ? Deliveries.Packed(body) : body, isGzip, Limit);

        delivery.RequestId.ShouldBe("request-1");
        delivery.Records.Select(record => record.Number).ShouldBe([1, 2]);
        AgentEventReader.Read(delivery.Records[1].Data).ShouldHaveSingleItem().EventType.ShouldBe("STATE_CHANGE");
    }

    [Fact]
    public void A_record_that_is_no_data_does_not_spoil_the_others()
    {
        var delivery = FirehoseDelivery.Read("""{"requestId":"r","records":[{"data":"not base64!"},{"other":1},{"data":"e30="}]}"""u8.ToArray(), false, Limit);

        delivery.Records.Select(record => record.Fault).ShouldBe(["data is not base64.", "data is missing; it is to be base64.", null]);
    }

    [Theory]
    [InlineData("", "The body is broken JSON")]
    [InlineData("{", "The body is broken JSON")]
    [InlineData("[]", "The body is array; it is to be an object.")]
    [InlineData("{\"requestId\":\"r\"}", "records is missing.")]
    [InlineData("{\"records\":[]}", "requestId is missing.")]
    public void What_is_no_delivery_is_said(string body, string sentence) =>
        Should.Throw<FeedException>(() => FirehoseDelivery.Read(Encoding.UTF8.GetBytes(body), false, Limit)).Message.ShouldStartWith(sentence);

    [Fact]
    public void A_body_that_is_not_packed_though_it_says_so_is_refused() =>
        Should.Throw<FeedException>(() => FirehoseDelivery.Read("{}"u8.ToArray(), true, Limit)).Message.ShouldContain("gzip");

    [Fact]
    public void A_small_body_that_unpacks_to_a_huge_one_is_refused()
    {
        var bomb = Deliveries.Packed(new byte[Limit * 20]);

        bomb.Length.ShouldBeLessThan(Limit / 10);
        Should.Throw<FeedException>(() => FirehoseDelivery.Read(bomb, true, Limit)).Message.ShouldStartWith("The body is longer than 1000000 bytes");
    }
}

internal static class Deliveries
{
    public static byte[] Of(string requestId, params byte[][] records) => Encoding.UTF8.GetBytes(
        $$"""{"requestId":"{{requestId}}","timestamp":1795338000000,"records":[{{string.Join(',', records.Select(each => $$"""{"data":"{{Convert.ToBase64String(each)}}"}"""))}}]}""");

    public static byte[] Packed(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }
}

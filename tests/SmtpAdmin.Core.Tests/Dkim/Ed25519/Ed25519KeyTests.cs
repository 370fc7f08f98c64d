using SmtpAdmin.Dkim;
using Ed25519 = SmtpAdmin.Dkim.Ed25519;

namespace SmtpAdmin.Core.Tests.Dkim;

public sealed class Ed25519KeyTests
{
    [Fact]
    public void A_key_signs_as_its_seed_does_and_gives_the_seed_back()
    {
        using var key = Ed25519Key.Generate();
        var seed = new byte[32];
        key.ExportSeed(seed);
        Assert.Equal(Ed25519.PublicKey(seed), key.PublicKey);
        Assert.Equal(Ed25519.Sign(seed, "text"u8), key.Sign("text"u8));
        Assert.True(Ed25519.Verify(key.PublicKey, "text"u8, key.Sign("text"u8)));
    }

    [Fact]
    public void Two_keys_are_not_the_same()
    {
        using var one = Ed25519Key.Generate();
        using var other = Ed25519Key.Generate();
        Assert.False(one.PublicKey.SequenceEqual(other.PublicKey));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void A_seed_of_another_length_is_refused_without_being_shown(int length)
    {
        var seed = new byte[length];
        var refused = Assert.Throws<ArgumentException>(() => Ed25519.Sign(seed, []));
        Assert.Equal($"An Ed25519 private key is 32 octets long, and not {length}. (Parameter 'seed')", refused.Message);
        Assert.Throws<ArgumentException>(() => Ed25519.PublicKey(seed));
        Assert.Throws<ArgumentException>(() => new Ed25519Key(seed).Dispose());
    }

    [Fact]
    public void A_key_that_was_wiped_signs_nothing_more()
    {
        var key = Ed25519Key.Generate();
        key.Dispose();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign("text"u8));
        Assert.Throws<ObjectDisposedException>(() => key.ExportSeed(new byte[32]));
    }

    [Fact]
    public async Task Many_threads_may_sign_with_one_key()
    {
        using var key = Ed25519Key.Generate();
        var expected = Enumerable.Range(0, 16).Select(n => key.Sign([(byte)n])).ToList();
        var signed = new byte[16 * 20][];
        await Parallel.ForAsync(0, signed.Length, TestContext.Current.CancellationToken, (n, _) =>
        {
            signed[n] = key.Sign([(byte)(n % 16)]);
            return ValueTask.CompletedTask;
        });
        Assert.All(signed.Index(), item => Assert.Equal(expected[item.Index % 16], item.Item));
    }
}

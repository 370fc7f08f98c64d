using System.Text;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Signing;

/// <summary>Long messages are signed and verified in flat memory.</summary>
[Collection(nameof(DkimMemoryTests))]
[CollectionDefinition(nameof(DkimMemoryTests), DisableParallelization = true)]
public sealed class DkimMemoryTests
{
    private const long Length = 1024L * 1024 * 1024;
    private const long Allowed = Length / 64; // octets allocated: a build for debugging makes an object for each read

    [Fact]
    public async Task A_message_of_1_GB_is_signed_and_verified_with_little_memory()
    {
        var options = new[] { SignedMessages.Options(SignedMessages.Rsa), SignedMessages.Options(SignedMessages.Ed25519, DkimCanonicalization.Simple, DkimCanonicalization.Simple) };
        var signer = new DkimSigner(TimeProvider.System);
        await signer.SignAsync(new LongMessage("", 1024), options, TestContext.Current.CancellationToken); // what is made once is made now
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var signatures = await signer.SignAsync(new LongMessage("", Length), options, TestContext.Current.CancellationToken);
        var results = await SignedMessages.VerifyAsync("", stream: new LongMessage(string.Concat(signatures.Select(signature => signature.Header)), Length), now: DateTimeOffset.UtcNow);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal([DkimStatus.Pass, DkimStatus.Pass], results.Select(result => result.Status));
        Assert.True(allocated < Allowed, $"{allocated} octets were allocated.");
    }

    /// <summary>A message that is made as it is read.</summary>
    private sealed class LongMessage(string head, long bodyLength) : AsyncOnlyStream
    {
        private static readonly byte[] Line = Encoding.ASCII.GetBytes("The quick  brown fox jumps over the lazy dog. \r\n");

        private readonly byte[] _head = Encoding.ASCII.GetBytes($"{head}From: a@football.example.com\r\nSubject: long\r\n\r\n");
        private long _at;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, _head.Length + bodyLength - _at);
            for (var filled = 0; filled < count;)
            {
                var source = _at < _head.Length ? _head.AsSpan((int)_at) : Line.AsSpan((int)((_at - _head.Length) % Line.Length));
                var part = Math.Min(source.Length, count - filled);
                source[..part].CopyTo(buffer.Span[filled..]);
                filled += part;
                _at += part;
            }
            return ValueTask.FromResult(count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}

using System.Net;
using System.Security.Cryptography.X509Certificates;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Time;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal;

/// <summary>The options of an <see cref="EmbeddedTemporalServer"/>.</summary>
public sealed record EmbeddedTemporalOptions
{
    /// <summary>Temporal's usual port.</summary>
    public const int DefaultPort = 7233;

    /// <summary>The SQLite file that holds all histories; created with its folder, for the owner only. Null: a temporary one that ends with the process.</summary>
    public string? DatabasePath { get; init; }

    /// <summary>Where to listen. Anything but loopback lets other machines in: name a <see cref="Token"/> and a <see cref="Certificate"/> then.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 takes any.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Whether another free port is used, and named in the log, when <see cref="Port"/> is taken.</summary>
    public bool AllowsOtherPort { get; init; } = true;

    /// <summary>The token that callers must send as <c>Authorization: Bearer</c>. Null: every caller that reaches the port is allowed.</summary>
    public string? Token { get; init; }

    /// <summary>The certificate, with its private key, to serve TLS with. Null: no TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The clock of timers, timeouts and event times. A <see cref="TimeSkippingClock"/> lets tests skip time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the server logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Namespaces that exist from the start.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = ["default"];

    /// <summary>
    /// Whether a worker, known by its identity, died with the run of this service before this one. What it had begun is timed
    /// out at start, instead of when its heartbeats are missed. Asked at start only.
    /// </summary>
    public Func<string, bool> IsLostWorker { get; init; } = static _ => false;

    /// <summary>Custom search attributes, by name, that every namespace has from the start.</summary>
    public IReadOnlyDictionary<string, IndexedValueType> SearchAttributes { get; init; } = new Dictionary<string, IndexedValueType>();

    /// <summary>Limits of ids, payloads and histories.</summary>
    public ServiceLimits Limits { get; init; } = new();

    /// <summary>Called once for each run that is found damaged on disk, at start or when it is read. It must return quickly.</summary>
    public Action<Storage.DamagedRun> OnRunDamaged { get; init; } = static _ => { };

    /// <summary>How many runs a batch operation works on before it stores how far it is.</summary>
    internal int BatchPageSize { get; init; } = 100;

    /// <summary>How long closed workflows stay readable; they are removed afterwards.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);
}

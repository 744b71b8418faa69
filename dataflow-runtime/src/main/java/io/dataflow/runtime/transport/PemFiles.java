package io.dataflow.runtime.transport;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys as text (RFC 7468). Whatever cannot be used is refused with the file's name. */
final class PemFiles {
    /** A long chain, or a bundle of all public authorities, takes a third of it. */
    private static final int MAX_BYTES = 1 << 20;

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----");

    /** Signatures that show whether a key belongs to a certificate, for all kinds but EdDSA. */
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    /** A certificate with those that lead to its authority, and its key. */
    record Identity(List<X509Certificate> chain, PrivateKey key) {}

    private PemFiles() {}

    /** All certificates of a file; at least one. */
    static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> found = new ArrayList<>();
        try (InputStream in = new ByteArrayInputStream(read(file))) {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(certificate -> found.add((X509Certificate) certificate));
        } catch (CertificateException | IOException e) {
            throw refused(file, "it holds something that is no certificate: " + e.getMessage(), "name a PEM file");
        }
        if (found.isEmpty()) {
            throw refused(file, "it holds no certificate", "name a PEM file with BEGIN CERTIFICATE in it");
        }
        return List.copyOf(found);
    }

    static Identity identity(Path certificateFile, Path keyFile) {
        List<X509Certificate> chain = certificates(certificateFile);
        PrivateKey key = key(keyFile);
        if (!belongTogether(chain.get(0), key)) {
            throw refused(keyFile, "it is not the key of the certificate in " + certificateFile, "name its own key");
        }
        return new Identity(chain, key);
    }

    private static PrivateKey key(Path file) {
        String text = new String(read(file), StandardCharsets.ISO_8859_1);
        Matcher key = KEY.matcher(text);
        if (!key.find()) {
            Matcher other = OTHER_KEY.matcher(text);
            String found = other.find() ? "a " + other.group(1) : "no key";
            throw refused(
                    file,
                    "it holds " + found + " where a PRIVATE KEY in PKCS #8 without a password is wanted",
                    "convert it with openssl pkcs8 -topk8 -nocrypt");
        }
        try {
            return parse(Base64.getMimeDecoder().decode(key.group(1)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw refused(file, "its key is damaged, or of none of the kinds RSA, EC and EdDSA", "name another key");
        }
    }

    private static PrivateKey parse(byte[] encoded) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
        InvalidKeySpecException none = new InvalidKeySpecException("of no known kind");
        for (KeyFactory kind :
                List.of(KeyFactory.getInstance("RSA"), KeyFactory.getInstance("EC"), KeyFactory.getInstance("EdDSA"))) {
            try {
                return kind.generatePrivate(spec);
            } catch (InvalidKeySpecException otherKind) {
                none.addSuppressed(otherKind);
            }
        }
        throw none;
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String algorithm = SIGNATURES.getOrDefault(key.getAlgorithm(), "EdDSA");
        byte[] words = "the same pair".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(words);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(words);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw refused(file, "it has more than " + MAX_BYTES + " bytes", "name a PEM file");
            }
            return bytes;
        } catch (IOException e) {
            throw refused(file, e.toString(), "name a readable PEM file");
        }
    }

    static DataflowException refused(Path file, String why, String remedy) {
        return new DataflowException(
                FailureKind.CONNECTION, "The TLS file " + file + " cannot be used: " + why + "; " + remedy);
    }
}

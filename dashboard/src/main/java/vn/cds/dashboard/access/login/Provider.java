package vn.cds.dashboard.access.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.settings.Secret;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.log.Incidents;
import vn.cds.dashboard.access.log.LogText;

/**
 * An OpenID provider as its discovery document describes it, which is read when it is first needed.
 * Keys are looked up again when they change. Thread-safe.
 */
final class Provider {

  private static final Logger LOG = LoggerFactory.getLogger(Provider.class);

  private final Issuer issuer;
  private final ClientID client;
  private final Secret secret;
  private final com.nimbusds.oauth2.sdk.Scope scope;
  private final URI callback;

  private final Incidents incidents = new Incidents();
  private volatile Known known;

  /** What was read of it. */
  private record Known(OIDCProviderMetadata metadata, IDTokenValidator validator) {}

  /** Who logged in. */
  record Identity(JWT token, IDTokenClaimsSet claims) {}

  /**
   * @param secret null for a public client
   * @param callback where the provider sends browsers back to
   */
  Provider(URI issuer, String client, Secret secret, List<String> scopes, URI callback) {
    this.issuer = new Issuer(issuer);
    this.client = new ClientID(client);
    this.secret = secret;
    this.scope = new com.nimbusds.oauth2.sdk.Scope(scopes.toArray(String[]::new));
    this.callback = callback;
  }

  /**
   * Where a browser is sent to log in.
   *
   * @throws Refusal with 503 when the provider cannot be reached
   */
  URI authorization(State state, Nonce nonce, CodeVerifier verifier) {
    return new AuthenticationRequest.Builder(ResponseType.CODE, scope, client, callback)
        .endpointURI(known().metadata.getAuthorizationEndpointURI())
        .state(state)
        .nonce(nonce)
        .codeChallenge(verifier, CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /**
   * Exchanges a code for the identity of who logged in.
   *
   * @param said the issuer that the answer names, or null
   * @throws Refusal when the provider does not take the code, or its answer cannot be trusted; the
   *     log says why
   */
  Identity identity(AuthorizationCode code, Issuer said, Nonce nonce, CodeVerifier verifier) {
    Known provider = known();
    boolean named = said != null;
    if (named
        ? !issuer.equals(said)
        : provider.metadata.supportsAuthorizationResponseIssuerParam()) {
      throw untrusted("the answer is of another issuer", "");
    }
    HTTPRequest request =
        tokenRequest(provider, new AuthorizationCodeGrant(code, callback, verifier));
    request.setFollowRedirects(false);
    try {
      TokenResponse response = OIDCTokenResponseParser.parse(BoundedHttp.send(request));
      if (!response.indicatesSuccess()) {
        throw untrusted(
            "the code was not taken", String.valueOf(response.toErrorResponse().getErrorObject()));
      }
      JWT token = ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens().getIDToken();
      if (token == null) {
        throw untrusted("it sent no ID token; it must grant this client the scope openid", "");
      }
      IDTokenClaimsSet claims = provider.validator.validate(token, nonce);
      if (!isIssuedTo(client, claims)) {
        throw untrusted("its ID token was issued to another client", "");
      }
      return new Identity(token, claims);
    } catch (IOException e) {
      throw away(e);
    } catch (ParseException e) { // its message may repeat a token
      throw untrusted("its answer is not as the protocol has it", "");
    } catch (KeySourceException e) {
      throw away(e);
    } catch (BadJOSEException | JOSEException e) {
      throw untrusted("its ID token is not valid", e.getMessage());
    }
  }

  /** The client that asked for the token, who must be named when it is for several. */
  private static boolean isIssuedTo(ClientID client, IDTokenClaimsSet claims) {
    Object party = claims.getClaim(IDTokenClaimsSet.AZP_CLAIM_NAME);
    return party == null ? claims.getAudience().size() == 1 : party.equals(client.getValue());
  }

  /** Where a browser is sent to log out there as well; null when the provider does not offer it. */
  URI logout(JWT token, URI back) {
    Known provider = known;
    URI end = provider == null ? null : provider.metadata.getEndSessionEndpointURI();
    return end == null ? null : new LogoutRequest(end, token, back, null).toURI();
  }

  private HTTPRequest tokenRequest(Known provider, AuthorizationCodeGrant grant) {
    URI address = provider.metadata.getTokenEndpointURI();
    if (secret == null) {
      return new TokenRequest.Builder(address, client, grant).build().toHTTPRequest();
    }
    com.nimbusds.oauth2.sdk.auth.Secret revealed =
        new com.nimbusds.oauth2.sdk.auth.Secret(secret.reveal());
    List<ClientAuthenticationMethod> methods = provider.metadata.getTokenEndpointAuthMethods();
    boolean posted =
        methods != null
            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    return new TokenRequest.Builder(
            address,
            posted
                ? new ClientSecretPost(client, revealed)
                : new ClientSecretBasic(client, revealed),
            grant)
        .build()
        .toHTTPRequest();
  }

  private Known known() {
    Known found = known;
    if (found != null) {
      return found;
    }
    synchronized (this) {
      if (known == null) {
        known = read();
      }
      return known;
    }
  }

  private Known read() {
    try {
      OIDCProviderMetadata metadata = discover();
      Set<JWSAlgorithm> algorithms = new HashSet<>();
      if (metadata.getIDTokenJWSAlgs() != null) {
        algorithms.addAll(metadata.getIDTokenJWSAlgs());
      }
      // Never one whose key is the client's secret, nor none at all.
      algorithms.retainAll(JWSAlgorithm.Family.SIGNATURE);
      if (algorithms.isEmpty()) {
        algorithms.add(JWSAlgorithm.RS256);
      }
      return new Known(
          metadata,
          new IDTokenValidator(
              issuer,
              client,
              new JWSVerificationKeySelector<SecurityContext>(
                  algorithms,
                  JWKSourceBuilder.<SecurityContext>create(
                          metadata.getJWKSetURI().toURL(),
                          new DefaultResourceRetriever(
                              BoundedHttp.TIMEOUT_MILLIS,
                              BoundedHttp.TIMEOUT_MILLIS,
                              BoundedHttp.MOST_BYTES))
                      .retrying(true)
                      .build()),
              null));
    } catch (GeneralException | IOException e) {
      throw away(e);
    }
  }

  private OIDCProviderMetadata discover() throws GeneralException, IOException {
    HTTPRequest request =
        new HTTPRequest(HTTPRequest.Method.GET, OIDCProviderMetadata.resolveURL(issuer));
    HTTPResponse response = BoundedHttp.send(request);
    response.ensureStatusCode(HTTPResponse.SC_OK);
    OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(response.getBody());
    if (!issuer.equals(metadata.getIssuer())) {
      throw new GeneralException("it says that it is " + metadata.getIssuer());
    }
    if (metadata.getAuthorizationEndpointURI() == null
        || metadata.getTokenEndpointURI() == null
        || metadata.getJWKSetURI() == null) {
      throw new GeneralException("its description lacks an endpoint of the code flow or its keys");
    }
    return metadata;
  }

  private Refusal away(Exception failure) {
    String number =
        incidents.number(
            "away",
            incident ->
                LOG.warn(
                    "Incident {}: the OpenID provider {} cannot be used: {}",
                    incident,
                    issuer,
                    LogText.quoted(failure.getMessage())));
    return Refusal.of(
            503,
            "provider_unavailable",
            "The log-in service does not answer; try again in a minute. Incident " + number + ".")
        .inVietnamese("Hãy thử lại sau một phút. Mã sự cố: " + number + ".");
  }

  private Refusal untrusted(String why, String detail) {
    String number =
        incidents.number(
            "untrusted " + why,
            incident ->
                LOG.warn(
                    "Incident {}: an answer of the OpenID provider {} was refused: {}{}",
                    incident,
                    issuer,
                    why,
                    detail.isEmpty() ? "" : ": " + LogText.quoted(detail)));
    return Refusal.of(
            403,
            "login_refused",
            "The log-in service's answer could not be trusted; log in again. Incident "
                + number
                + ".")
        .inVietnamese(
            "Không tin được trả lời của dịch vụ đăng nhập; hãy đăng nhập lại. Mã sự cố: "
                + number
                + ".");
  }
}
